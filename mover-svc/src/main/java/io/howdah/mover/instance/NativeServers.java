package io.howdah.mover.instance;

import io.howdah.mover.host.PostgresInstallation;
import io.howdah.openapi.mover.model.RecoveryTarget;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Servers on native file systems: started and told what to do, but not kept running as instances on mounts are. */
@Component
public class NativeServers {

    private static final int PORT_LINE = 3;
    private static final int SOCKET_DIRECTORY_LINE = 4;
    private static final int LISTEN_ADDRESS_LINE = 5;
    private static final String LOOPBACK = "127.0.0.1";

    private final InstanceChecks checks;
    private final PostmasterLauncher launcher;
    private final Postmasters postmasters;
    private final Shutdown shutdown;
    private final Ports ports;

    NativeServers(
            InstanceChecks checks,
            PostmasterLauncher launcher,
            Postmasters postmasters,
            Shutdown shutdown,
            Ports ports) {
        this.checks = checks;
        this.launcher = launcher;
        this.postmasters = postmasters;
        this.shutdown = shutdown;
        this.ports = ports;
    }

    /** Where a server takes connections. */
    public record Listening(String host, int port, String socketDirectory) {}

    public void requireNone(Path data) {
        postmasters.find(data).ifPresent(running -> {
            throw ProblemException.conflict(
                    "DATA_DIRECTORY_IN_USE",
                    "a server with pid " + running.pid() + " runs on " + data,
                    "stop it, or choose another directory");
        });
    }

    /** Of the cluster that is there; empty without a pg_control. */
    public Optional<String> systemIdentifier(Path data) {
        try {
            return Optional.of(ControlFile.systemIdentifier(data));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read pg_control of " + data, e);
        }
    }

    public void requireFreePort(int port) {
        ports.requireFree(port);
    }

    /** Starts a server on a directory that none runs on. */
    public Process launch(String id, int major, Path data, List<String> settings, Path log) {
        PostgresInstallation installation = checks.requireMajor(major);
        shutdown.clear(id, data);
        return launcher.launch(installation, data, settings, log);
    }

    /** Returns when no process of it is left. */
    public void stop(String id, Path data) {
        shutdown.stop(id, data);
    }

    /** Begins a fast shutdown: sessions are ended, a checkpoint is written. */
    public void shutDown(Process server) {
        Signal.INT.send(server.pid());
    }

    /** Ends recovery as pg_ctl does; false when no server runs. */
    public boolean promote(Path data) throws IOException {
        Optional<ProcessTable.Entry> postmaster = postmasters.find(data);
        if (postmaster.isEmpty()) {
            return false;
        }
        Files.writeString(data.resolve("promote"), "");
        return Signal.USR1.send(postmaster.get().pid());
    }

    /** Has a running server read its configuration again. */
    public void reload(Path data) {
        postmasters.find(data).ifPresent(postmaster -> Signal.HUP.send(postmaster.pid()));
    }

    /** Whether it takes connections: after recovery or, with hot_standby, since it was consistent. */
    public boolean ready(Path data) {
        try {
            return LockFile.read(data).filter(LockFile::ready).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + LockFile.file(data), e);
        }
    }

    /** Whether the last server has ended in good order. */
    public boolean endedInOrder(Path data) throws IOException {
        return ControlFile.saysShutDown(data);
    }

    /** Empty when no server takes connections. */
    public Optional<Listening> listening(Path data) {
        try {
            if (!Files.exists(LockFile.file(data))) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(LockFile.file(data), StandardCharsets.ISO_8859_1);
            if (lines.size() <= LISTEN_ADDRESS_LINE) {
                return Optional.empty();
            }
            String address = lines.get(LISTEN_ADDRESS_LINE).strip();
            return Optional.of(new Listening(
                    address.isEmpty() || address.equals("*") ? LOOPBACK : address,
                    Integer.parseInt(lines.get(PORT_LINE).strip()),
                    lines.get(SOCKET_DIRECTORY_LINE).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + LockFile.file(data), e);
        }
    }

    /** How far recovery goes and where it finds the WAL; ends in promotion. In the order that PostgreSQL wants. */
    public List<SettingOverride> recoverySettings(@Nullable RecoveryTarget target, @Nullable String walDirectory) {
        return RecoverySettings.of(target, walDirectory);
    }

    /** How the log of a server becomes one that {@link #recoveryFailure} and {@link #replay} can read. */
    public List<SettingOverride> legible() {
        return RecoverySettings.legible();
    }

    /** How far a recovery is, as the log of its server says. */
    public Replay replay(int major, Path data, Path log) {
        return new Replay(data, new ServerLog(log, 0), checks.requireMajor(major));
    }

    /** What a recovery to the end of the WAL that begins now has to replay at least; null when nobody can say. */
    public @Nullable ExpectedWal expectedWal(int major, Path data, @Nullable Path archive) {
        return ExpectedWal.in(
                archive, ControlData.read(checks.requireMajor(major), data).walSegmentSize());
    }

    /**
     * @param what recovered
     * @throws ProblemException WAL_GAP when recovery ended before the end of the WAL
     */
    public void requireNoGap(String what, Path data, ExpectedWal expected) {
        ReachedLsn.read(data)
                .ifPresent(reached -> expected.missing(reached).ifPresent(segment -> {
                    throw new RecoveryFailure(what, null).gap(segment, reached);
                }));
    }

    /**
     * Why a server gave up that was not killed; empty when that was not for its recovery's sake.
     *
     * @param what recovers
     */
    public Optional<ProblemException> recoveryFailure(String what, @Nullable RecoveryTarget target, Path log) {
        ServerLog said = new ServerLog(log, 0);
        return RecoveryLog.of(said).flatMap(read -> new RecoveryFailure(what, target).in(read, said.tail()));
    }

    /** Where recovery ended that began a timeline of its own. */
    public @Nullable String reachedLsn(Path data) {
        return ReachedLsn.read(data).map(ReachedLsn::lsn).orElse(null);
    }

    /** How far a directory is recovered that is in recovery still. */
    public @Nullable String recoveredLsn(int major, Path data) {
        return ControlData.read(checks.requireMajor(major), data).lines().get("Minimum recovery ending location");
    }

    /** What a server said last, from its log. */
    public String lastWords(Path log) {
        return new ServerLog(log, 0).tail();
    }
}
