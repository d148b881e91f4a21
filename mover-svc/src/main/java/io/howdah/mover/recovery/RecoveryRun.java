package io.howdah.mover.recovery;

import io.howdah.mover.instance.ExpectedWal;
import io.howdah.mover.instance.NativeServers;
import io.howdah.mover.instance.Polling;
import io.howdah.mover.instance.Replay;
import io.howdah.mover.instance.SettingOverride;
import io.howdah.openapi.mover.model.PostRestoreAction;
import io.howdah.openapi.mover.model.RecoverySpec;
import io.howdah.openapi.mover.model.RecoveryTarget;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Recovers a data directory. First with a server that listens on a socket in a directory of its own only and says what
 * it does into a log of ours: nobody sees a state before the target. Then, where it is to run, with one that has
 * nothing but its own configuration. Done again after an end at any moment, it goes on.
 */
final class RecoveryRun {

    private static final int FIRST_WITH_SYNCFS = 14;
    private static final int FIRST_WITH_ARCHIVE_LIBRARY = 15;

    /** What a process has that was ended by a signal. */
    private static final int SIGNALED = 128;

    /** Of the startup process; after a PANIC it ends itself, by another one. */
    private static final Pattern SIGNALED_CHILD = Pattern.compile("terminated by signal (?:9|15)\\b");

    private final String id;
    private final RecoverySpec spec;
    private final Path data;
    private final NativeServers servers;
    private final RecoveryFiles files;
    private final Duration timeout;
    private final SettingsBlock block;
    private final Map<String, Long> timings = new LinkedHashMap<>();
    private volatile @Nullable Replay replay;
    private volatile boolean canceled;

    RecoveryRun(String id, RecoverySpec spec, NativeServers servers, RecoveryFiles files, Duration timeout) {
        this.id = id;
        this.spec = spec;
        this.data = RecoveryFiles.data(spec);
        this.servers = servers;
        this.files = files;
        this.timeout = timeout;
        this.block = RecoveryFiles.block(spec);
    }

    void run() throws IOException, InterruptedException {
        servers.stop(id, data);
        boolean pauses = spec.getAction() == PostRestoreAction.PAUSE;
        files.markForRecovery(data);
        long begun = System.nanoTime();
        boolean recovers = files.inRecovery(data);
        if (recovers) {
            block.put(settings(pauses));
        }
        // a server that was promoted and killed has to be ended in good order yet
        if (recovers || !servers.endedInOrder(data)) {
            recoverFromArchive(pauses);
        }
        timings.put("recover", since(begun));
        if (!pauses) {
            block.remove();
        }
        if (spec.getAction() != PostRestoreAction.SHUTDOWN) {
            begun = System.nanoTime();
            start();
            timings.put("start", since(begun));
        }
        files.removeSocketDirectory(id);
    }

    /** How far it has come; empty as long as it took no segment from the archive. */
    Optional<Replay.Position> position() {
        return Optional.ofNullable(replay).flatMap(Replay::position);
    }

    Map<String, Long> timings() {
        return timings;
    }

    /** Makes {@link #run} fail soon; its server is to be stopped then. */
    void cancel() {
        canceled = true;
    }

    private List<SettingOverride> settings(boolean pauses) throws IOException {
        List<SettingOverride> settings =
                new ArrayList<>(servers.recoverySettings(spec.getTarget(), spec.getWalDirectory()));
        if (pauses) {
            settings.removeIf(setting -> setting.name().equals("recovery_target_action"));
            settings.add(SettingOverride.always("recovery_target_action", "pause", "as asked for"));
            settings.add(SettingOverride.always("hot_standby", "on", "it is to be read from"));
        }
        if (files.hasInPlaceTablespaces(data)) {
            settings.add(SettingOverride.always("allow_in_place_tablespaces", "on", "recovery ends with PANIC else"));
        }
        settings.add(SettingOverride.always("recovery_end_command", "", "it is about the source"));
        settings.add(SettingOverride.always("archive_cleanup_command", "", "it would clean the source's archive"));
        settings.removeIf(setting -> !setting.knownTo(spec.getMajor()));
        return settings;
    }

    /** Whatever goes wrong when the mount with the archived WAL goes away says nothing about the recovery. */
    private void recoverFromArchive(boolean pauses) throws IOException, InterruptedException {
        Path archive = spec.getWalDirectory() == null ? null : Path.of(spec.getWalDirectory());
        Object before = archive == null ? null : identity(archive);
        try {
            ExpectedWal expected =
                    toTheEnd() && files.inRecovery(data) ? servers.expectedWal(spec.getMajor(), data, archive) : null;
            recover(pauses);
            if (expected != null) {
                servers.requireNoGap(what(), data, expected);
            }
        } catch (ProblemException | UncheckedIOException e) {
            if (archive != null && (before == null || !before.equals(identity(archive)))) {
                throw RecoveryProblems.interrupted(id, "the mount with the archived WAL went away");
            }
            throw e;
        }
    }

    /** Tells a mount from one that takes its place later; null when it does not answer. */
    private static @Nullable Object identity(Path archive) {
        // attributes may be answered by the kernel for a mount that is dead, contents may not
        try (Stream<Path> segments = Files.list(archive)) {
            segments.findFirst();
            return Files.readAttributes(archive, BasicFileAttributes.class).fileKey();
        } catch (IOException | UncheckedIOException gone) {
            return null;
        }
    }

    private void recover(boolean pauses) throws IOException, InterruptedException {
        Path socketDirectory = files.makeSocketDirectory(id);
        Path log = files.log(id);
        Files.deleteIfExists(log);
        List<String> settings = files.ownSettings(spec);
        settings.add("listen_addresses=");
        settings.add("unix_socket_directories=" + socketDirectory);
        settings.add("external_pid_file=" + socketDirectory.resolve("postgres.pid"));
        settings.add("logging_collector=off");
        settings.add("log_destination=stderr");
        settings.add("hot_standby=off");
        // What is to be archived waits for the server that runs as its own configuration says.
        settings.add("archive_command=");
        if (spec.getMajor() >= FIRST_WITH_ARCHIVE_LIBRARY) {
            settings.add("archive_library=");
        }
        if (spec.getMajor() >= FIRST_WITH_SYNCFS) {
            // All of it is on disk already; to sync file by file would still flush the disk's cache for each.
            settings.add("recovery_init_sync_method=syncfs");
        }
        settings.add("recovery_target_action=" + (pauses ? "shutdown" : "promote"));
        servers.legible().forEach(setting -> settings.add(setting.name() + "=" + setting.value()));
        replay = servers.replay(spec.getMajor(), data, log);
        Process server = launch(settings, log);
        boolean promoted =
                Polling.until(timeout, server.onExit(), () -> !files.inRecovery(data) && servers.ready(data));
        requireNotCanceled();
        if (promoted) {
            servers.shutDown(server);
            if (!Polling.until(timeout, server.onExit(), () -> !server.isAlive())) {
                throw timedOut("did not shut down");
            }
        } else if (server.isAlive()) {
            servers.stop(id, data);
            throw timedOut("was not over");
        } else if (!pauses || server.exitValue() != 0) {
            throw gaveUp(server, log);
        }
        if (!servers.endedInOrder(data)) {
            throw gaveUp(server, log);
        }
    }

    private void start() throws InterruptedException, IOException {
        Path log = files.ownLog(spec);
        Process server = launch(files.ownSettings(spec), log);
        boolean ready = Polling.until(timeout, server.onExit(), () -> servers.ready(data));
        requireNotCanceled();
        if (!ready) {
            servers.stop(id, data);
            throw server.isAlive() ? timedOut("did not start") : ended(server, log);
        }
    }

    private Process launch(List<String> settings, Path log) {
        requireNotCanceled();
        Process server = servers.launch(id, spec.getMajor(), data, settings, log);
        if (canceled) {
            servers.stop(id, data);
        }
        return server;
    }

    private void requireNotCanceled() {
        if (canceled) {
            throw RecoveryProblems.interrupted(id, "it was canceled");
        }
    }

    private ProblemException timedOut(String what) {
        return new ProblemException(
                HttpStatus.GATEWAY_TIMEOUT,
                "RECOVERY_TIMEOUT",
                "recovery " + id + " " + what + " after " + timeout,
                "raise howdah.mover.instance.start-timeout, then retry");
    }

    private ProblemException ended(Process server, Path log) {
        String words = servers.lastWords(log);
        return endedByOthers(server, words)
                ? RecoveryProblems.interrupted(id, "its server was ended by a signal")
                : RecoveryProblems.failed(id, words);
    }

    /** Of the server that recovers, which says nothing else into its log. */
    private ProblemException gaveUp(Process server, Path log) {
        return endedByOthers(server, servers.lastWords(log))
                ? ended(server, log)
                : servers.recoveryFailure(what(), spec.getTarget(), log).orElseGet(() -> ended(server, log));
    }

    private static boolean endedByOthers(Process server, String words) {
        return server.exitValue() > SIGNALED || SIGNALED_CHILD.matcher(words).find();
    }

    private String what() {
        return "restore " + id;
    }

    private boolean toTheEnd() {
        return spec.getTarget() != null && spec.getTarget().getType() == RecoveryTarget.TypeEnum.LATEST;
    }

    private static long since(long begun) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
}
