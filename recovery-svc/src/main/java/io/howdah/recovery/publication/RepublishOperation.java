package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.howdah.model.SessionState;
import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.recovery.problem.StoredProblem;
import io.howdah.recovery.session.Operation;
import io.howdah.recovery.session.Run;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Step;
import io.howdah.recovery.time.Stopwatch;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Gives a publication a new edition: mounts a backup beside the edition in use, exchanges the instance for one of the
 * same id, port and socket directory on it, and removes the former edition with its write cache.
 *
 * <p>Until the step {@code ready} is committed, the former edition keeps its mount and all that was changed in it, and
 * undoing starts the instance on it again. From then on the session only goes forward. A publication that is to be
 * unpublished meanwhile leaves everything to that session.
 */
@Component
class RepublishOperation implements Operation {

    private static final Logger LOG = LoggerFactory.getLogger(RepublishOperation.class);

    private final PublicationRows rows;
    private final EditionWork work;
    private final Clock clock;
    private final List<Step> steps = List.of(
            Step.of("validate", this::validate),
            new Step("mount", this::mount, this::unmount),
            new Step("stop", this::stop, this::bringBack),
            new Step("start", this::start, this::stopNew),
            Step.of("durable", this::durable),
            Step.of("ready", this::ready),
            Step.of("discard", this::discard));

    RepublishOperation(PublicationRows rows, EditionWork work, Clock clock) {
        this.rows = rows;
        this.work = work;
        this.clock = clock;
    }

    @Override
    public SessionKind kind() {
        return SessionKind.REPUBLISH;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public boolean undoable(SessionSnapshot session) {
        PublicationRow row = rows.of(session.subject());
        return row.next() != null || !row.follows(session.id());
    }

    @Override
    public void follow(SessionSnapshot session) {
        PublicationRow row = rows.of(session.subject());
        if (!row.follows(session.id())) {
            return;
        }
        PublicationState next = RepublishStates.of(session, row);
        row.become(
                next, session.error() == null && next == PublicationState.FAILED ? notBrought(row) : session.error());
        var startedAt = session.startedAt();
        EditionRow edition = row.next();
        if (startedAt != null && edition != null) {
            edition.queuedUntil(startedAt);
        }
        if (session.state() == SessionState.CANCELED) {
            row.keepCurrent();
        }
    }

    private static StoredProblem notBrought(PublicationRow row) {
        return new StoredProblem(
                HttpStatus.CONFLICT.value(),
                "PUBLICATION_NOT_RUNNING",
                "publication " + row.getId() + " did not run before its republishing was canceled, and does not now",
                "republish or unpublish it");
    }

    @Override
    public void beforeRetry(SessionSnapshot session) {
        rows.requireFollowing(session);
    }

    private Step.Done validate(Run run) {
        PublicationRow row = rows.of(run.subject());
        Stopwatch watch = Stopwatch.start();
        String osUser = work.check(row, next(row), null);
        long millis = watch.millis();
        return Step.Done.with(() -> {
            PublicationRow now = rows.of(run.subject());
            now.checked(osUser);
            next(now).time("validate", millis);
        });
    }

    private Step.Done mount(Run run) {
        PublicationRow row = rows.of(run.subject());
        Stopwatch watch = Stopwatch.start();
        Mount mount = work.mount(run, row, next(row));
        long millis = watch.millis();
        return Step.Done.with(() -> next(rows.of(run.subject())).mounted(mount, millis));
    }

    private void unmount(Run run) {
        PublicationRow row = rows.of(run.subject());
        if (!row.follows(run.sessionId())) {
            return;
        }
        work.unmount(row, next(row).id());
        change(run, now -> next(now).cleared());
    }

    private Step.Done stop(Run run) {
        run.check();
        change(run, now -> now.serve(false));
        PublicationRow row = rows.of(run.subject());
        Stopwatch watch = Stopwatch.start();
        work.stopForAnother(row);
        long millis = watch.millis();
        return Step.Done.with(() -> next(rows.of(run.subject())).time("stop", millis));
    }

    private void bringBack(Run run) {
        PublicationRow row = rows.of(run.subject());
        if (!row.follows(run.sessionId()) || !row.current().wasPublished()) {
            return;
        }
        if (work.bringBack(run, row, row.current())) {
            change(run, now -> now.serve(true));
        } else {
            LOG.warn("publication {}: its former mount is gone, and cannot be brought back", row.getId());
        }
    }

    private Step.Done start(Run run) {
        PublicationRow row = rows.of(run.subject());
        Stopwatch watch = Stopwatch.start();
        Instance instance = work.start(run, row, next(row), row.settledPort());
        long millis = watch.millis();
        return new Step.Done(
                EditionWork.reached(instance),
                () -> next(rows.of(run.subject())).started(instance, millis));
    }

    private void stopNew(Run run) {
        PublicationRow row = rows.of(run.subject());
        if (row.follows(run.sessionId())) {
            work.stopForAnother(row);
        }
    }

    private Step.Done durable(Run run) {
        PublicationRow row = rows.of(run.subject());
        Stopwatch watch = Stopwatch.start();
        Mount mount = work.sync(row, next(row));
        long millis = watch.millis();
        return Step.Done.with(() -> next(rows.of(run.subject())).durable(mount, millis));
    }

    private Step.Done ready(Run run) {
        Stopwatch watch = Stopwatch.start();
        PublicationRow row = rows.of(run.subject());
        Instance instance = work.ready(run, row, next(row));
        long millis = watch.millis();
        return Step.Done.with(() -> {
            // Whoever has canceled until now was told that the former edition comes back.
            run.check();
            PublicationRow now = rows.of(run.subject());
            next(now).published(clock.instant(), millis);
            now.connected(instance);
            now.advance();
        });
    }

    private Step.Done discard(Run run) {
        PublicationRow row = rows.of(run.subject());
        List<String> former = row.formerMounts();
        former.forEach(mount -> work.unmount(row, mount));
        return Step.Done.with(() -> rows.of(run.subject()).removed(former));
    }

    private static EditionRow next(PublicationRow row) {
        return Objects.requireNonNull(row.next(), "prepared");
    }

    /** Changes the publication in between, unless another session has it by now. */
    private void change(Run run, Consumer<PublicationRow> change) {
        run.record(() -> {
            PublicationRow row = rows.of(run.subject());
            if (row.follows(run.sessionId())) {
                change.accept(row);
            }
        });
    }
}
