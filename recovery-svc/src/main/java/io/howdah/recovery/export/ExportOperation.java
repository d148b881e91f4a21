package io.howdah.recovery.export;

import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.mover.model.Dump;
import io.howdah.openapi.mover.model.DumpState;
import io.howdah.openapi.mover.model.InstanceDatabase;
import io.howdah.openapi.mover.model.Transfer;
import io.howdah.openapi.mover.model.TransferCheck;
import io.howdah.openapi.mover.model.TransferSpec;
import io.howdah.openapi.mover.model.TransferState;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.MoverAgent;
import io.howdah.recovery.agent.Outcomes;
import io.howdah.recovery.cluster.Clusters;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.publication.PrivatePublications;
import io.howdah.recovery.publication.PublicationSources;
import io.howdah.recovery.session.Operation;
import io.howdah.recovery.session.Run;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Step;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Exports: opens a backup privately unless a publication is dumped, dumps its databases on that host, closes it, has
 * the target's mover fetch the dump, and removes the temporary one. Until the target has everything all of it can be
 * undone; from then on the session only goes forward.
 */
@Component
class ExportOperation implements Operation {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final String CLEAN = "clean";

    /** In these the source is not needed any more. */
    private static final Set<String> DUMPED = Set.of("transfer", CLEAN);

    private final ExportRepository rows;
    private final PrivatePublications privately;

    /** Looked up late: they need the sessions, and those need to know every operation. */
    private final ObjectProvider<PublicationSources> publications;

    private final Clusters clusters;
    private final Hosts hosts;
    private final Clock clock;
    private final List<Step> steps = List.of(
            Step.of("validate", this::validate),
            new Step("mount", this::mount, this::unmount),
            new Step("start", this::start, this::stop),
            Step.of("select", this::select),
            new Step("dump", this::dump, this::removeDump),
            Step.of("close", this::close),
            new Step("transfer", this::transfer, this::removeTransfer),
            Step.of(CLEAN, this::clean));

    ExportOperation(
            ExportRepository rows,
            PrivatePublications privately,
            ObjectProvider<PublicationSources> publications,
            Clusters clusters,
            Hosts hosts,
            Clock clock) {
        this.rows = rows;
        this.privately = privately;
        this.publications = publications;
        this.clusters = clusters;
        this.hosts = hosts;
        this.clock = clock;
    }

    @Override
    public SessionKind kind() {
        return SessionKind.EXPORT;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public boolean undoable(SessionSnapshot session) {
        return !CLEAN.equals(session.step());
    }

    @Override
    public void follow(SessionSnapshot session) {
        ExportRow row = row(session.subject());
        row.follow(session);
        if (row.opensBackup()) {
            privately.follow(session);
        }
    }

    @Override
    public void beforeRetry(SessionSnapshot session) {
        ExportRow row = row(session.subject());
        String publication = row.sourcePublication();
        boolean dumped = !session.undoing() && session.step() != null && DUMPED.contains(session.step());
        if (publication != null && !dumped) {
            publications.getObject().lock(publication);
            row.use(publication);
        }
    }

    private Step.Done validate(Run run) {
        ExportRow row = row(run);
        requireWay(row.host(), row.targetHost());
        var problems = hosts.mover(row.targetHost())
                .check(new TransferCheck(row.targetDirectory()))
                .getProblems();
        if (!problems.isEmpty()) {
            throw Outcomes.failed(problems.getFirst(), "the check of host " + row.targetHost());
        }
        return row.opensBackup() ? privately.validate(run) : nothing();
    }

    /** The target fetches the dump from the address under which the host is registered. */
    private void requireWay(String host, String targetHost) {
        URI source = hosts.moverUrl(host);
        if (isLoopback(source) && !isLoopback(hosts.moverUrl(targetHost))) {
            throw ProblemException.unprocessable(
                    "HOST_NOT_REACHABLE",
                    "host " + targetHost + " is to fetch the dump from host " + host + " at " + source
                            + ", which is an address of its own",
                    "register the mover of host " + host + " by a name that other hosts know"
                            + " (howdah.recovery.local.mover-url for the host local)");
        }
    }

    private static boolean isLoopback(URI url) {
        String host = String.valueOf(url.getHost());
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private Step.Done mount(Run run) {
        return row(run).opensBackup() ? privately.mount(run) : nothing();
    }

    private void unmount(Run run) {
        if (row(run).opensBackup()) {
            privately.unmount(run);
        }
    }

    private Step.Done start(Run run) {
        return row(run).opensBackup() ? privately.start(run) : nothing();
    }

    private void stop(Run run) {
        if (row(run).opensBackup()) {
            privately.stop(run);
        }
    }

    private Step.Done select(Run run) {
        ExportRow row = row(run);
        List<InstanceDatabase> present = hosts.mover(row.host()).databases(row.instance(), user(row));
        List<ExportDumpRow> dumps = DatabaseChoice.of(row.databases(), present);
        return new Step.Done(dumps.size() + " databases", () -> row(run).select(dumps));
    }

    private Step.Done dump(Run run) {
        ExportRow row = row(run);
        MoverAgent mover = hosts.mover(row.host());
        String id = row.getId();
        Dump dump = mover.dump(id, row.dumpSpec(user(row)));
        Seen seen = new Seen(null, 0);
        while (dump.getState() == DumpState.RUNNING) {
            long done = orZero(dump.getBytesDone());
            run.progress(done, 2 * Math.max(done, orZero(dump.getBytesTotal())));
            Seen now = new Seen(dump.getRunning(), dump.getParts().size());
            if (!now.equals(seen)) {
                seen = now;
                Dump present = dump;
                run.record(() -> row(run).follow(present));
            }
            run.pause(LOOK_AGAIN);
            dump = Outcomes.present("dump", () -> mover.dump(id));
        }
        if (dump.getState() == DumpState.FAILED) {
            throw Outcomes.failed(dump.getError(), "dump " + id);
        }
        Dump whole = dump;
        return new Step.Done(whole.getBytesTotal() + " bytes", () -> row(run).follow(whole));
    }

    /** How far a dump is, as far as the rows of its databases tell. */
    private record Seen(@Nullable String running, int parts) {}

    private void removeDump(Run run) {
        hosts.mover(row(run).host()).deleteDump(run.subject());
    }

    private Step.Done close(Run run) {
        if (row(run).opensBackup()) {
            return privately.close(run);
        }
        return Step.Done.with(() -> row(run).release());
    }

    private Step.Done transfer(Run run) {
        ExportRow row = row(run);
        String id = row.getId();
        Dump dump = hosts.mover(row.host()).dump(id);
        long bytes = orZero(dump.getBytesTotal());
        MoverAgent target = hosts.mover(row.targetHost());
        TransferSpec spec = new TransferSpec(hosts.moverUrl(row.host()).toString(), id, row.targetDirectory())
                .token(dump.getToken());
        Transfer transfer = target.transfer(id, spec);
        while (transfer.getState() == TransferState.RUNNING) {
            run.progress(bytes + transfer.getBytesDone(), 2 * bytes);
            run.pause(LOOK_AGAIN);
            transfer = Outcomes.present("transfer", () -> target.transfer(id));
        }
        if (transfer.getState() == TransferState.FAILED) {
            throw Outcomes.failed(transfer.getError(), "transfer " + id);
        }
        run.progress(2 * bytes, 2 * bytes);
        return new Step.Done(transfer.getBytesDone() + " bytes", () -> row(run).delivered());
    }

    private void removeTransfer(Run run) {
        hosts.mover(row(run).targetHost()).deleteTransfer(run.subject(), false);
    }

    private Step.Done clean(Run run) {
        removeDump(run);
        return Step.Done.with(() -> row(run).completed(clock.instant()));
    }

    private String user(ExportRow row) {
        return clusters.require(row.cluster()).user();
    }

    private ExportRow row(Run run) {
        return row(run.subject());
    }

    private ExportRow row(String id) {
        return rows.findById(id).orElseThrow(() -> new IllegalStateException("the row of export " + id + " is gone"));
    }

    private static Step.Done nothing() {
        return Step.Done.with(() -> {});
    }

    private static long orZero(@Nullable Long value) {
        return Objects.requireNonNullElse(value, 0L);
    }
}
