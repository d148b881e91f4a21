package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.recovery.session.Operation;
import io.howdah.recovery.session.Run;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Step;
import io.howdah.recovery.time.Stopwatch;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/** Publishes a backup: checks the host, mounts, starts, waits until all of it is on disk. */
@Component
class PublishOperation implements Operation {

    private final PublicationRows rows;
    private final EditionWork work;
    private final Clock clock;
    private final List<Step> steps = List.of(
            Step.of("validate", this::validate),
            new Step("mount", this::mount, this::unmount),
            new Step("start", this::start, this::stop),
            Step.of("durable", this::durable),
            Step.of("ready", this::ready));

    PublishOperation(PublicationRows rows, EditionWork work, Clock clock) {
        this.rows = rows;
        this.work = work;
        this.clock = clock;
    }

    @Override
    public SessionKind kind() {
        return SessionKind.PUBLISH;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public void follow(SessionSnapshot session) {
        PublicationRow row = rows.of(session.subject());
        if (!row.follows(session.id())) {
            return;
        }
        row.become(PublishStates.of(session), session.error());
        var startedAt = session.startedAt();
        if (startedAt != null) {
            row.current().queuedUntil(startedAt);
        }
        if (session.isOver() && session.undoing()) {
            row.cleared();
        }
    }

    @Override
    public void beforeRetry(SessionSnapshot session) {
        rows.requireFollowing(session);
    }

    Step.Done validate(Run run) {
        PublicationRow row = rows.of(run.subject());
        Stopwatch watch = Stopwatch.start();
        String osUser = work.check(row, row.current(), row.requestedPort());
        long millis = watch.millis();
        return Step.Done.with(() -> {
            PublicationRow now = rows.of(run.subject());
            now.checked(osUser);
            now.current().time("validate", millis);
        });
    }

    Step.Done mount(Run run) {
        PublicationRow row = rows.of(run.subject());
        Stopwatch watch = Stopwatch.start();
        Mount mount = work.mount(run, row, row.current());
        long millis = watch.millis();
        return Step.Done.with(() -> rows.of(run.subject()).current().mounted(mount, millis));
    }

    void unmount(Run run) {
        PublicationRow row = rows.of(run.subject());
        work.unmount(row, row.current().id());
    }

    Step.Done start(Run run) {
        PublicationRow row = rows.of(run.subject());
        Stopwatch watch = Stopwatch.start();
        Instance instance = work.start(run, row, row.current(), row.requestedPort());
        long millis = watch.millis();
        return new Step.Done(EditionWork.reached(instance), () -> {
            PublicationRow now = rows.of(run.subject());
            now.connected(instance);
            now.current().started(instance, millis);
        });
    }

    void stop(Run run) {
        work.stop(rows.of(run.subject()));
    }

    private Step.Done durable(Run run) {
        PublicationRow row = rows.of(run.subject());
        Stopwatch watch = Stopwatch.start();
        Mount mount = work.sync(row, row.current());
        long millis = watch.millis();
        return Step.Done.with(() -> rows.of(run.subject()).current().durable(mount, millis));
    }

    private Step.Done ready(Run run) {
        PublicationRow row = rows.of(run.subject());
        Stopwatch watch = Stopwatch.start();
        work.ready(run, row, row.current());
        long millis = watch.millis();
        return Step.Done.with(() -> {
            PublicationRow now = rows.of(run.subject());
            now.current().published(clock.instant(), millis);
            now.serve(true);
        });
    }
}
