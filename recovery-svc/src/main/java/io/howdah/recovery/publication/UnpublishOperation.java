package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.recovery.session.Operation;
import io.howdah.recovery.session.Run;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Step;
import java.util.List;
import org.springframework.stereotype.Component;

/** Unpublishes: stops the instance and removes all mounts with their write caches. What was written is gone then. */
@Component
class UnpublishOperation implements Operation {

    private final PublicationRows rows;
    private final EditionWork work;
    private final List<Step> steps = List.of(Step.of("stop", this::stop), Step.of("unmount", this::unmount));

    UnpublishOperation(PublicationRows rows, EditionWork work) {
        this.rows = rows;
        this.work = work;
    }

    @Override
    public SessionKind kind() {
        return SessionKind.UNPUBLISH;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public boolean undoable(SessionSnapshot session) {
        return false;
    }

    @Override
    public void follow(SessionSnapshot session) {
        PublicationRow row = rows.of(session.subject());
        if (!row.follows(session.id())) {
            return;
        }
        row.become(
                switch (session.state()) {
                    case QUEUED, RUNNING, CANCELING -> PublicationState.UNPUBLISHING;
                    case WAITING_FOR_RETRY -> PublicationState.WAITING_FOR_RETRY;
                    case FAILED -> PublicationState.FAILED;
                    case SUCCEEDED, CANCELED -> PublicationState.UNPUBLISHED;
                },
                session.error());
    }

    @Override
    public void beforeRetry(SessionSnapshot session) {
        rows.requireFollowing(session);
    }

    private Step.Done stop(Run run) {
        // A session that was canceled for this one may still be in the middle of making something.
        run.awaitOthers();
        work.stop(rows.of(run.subject()));
        return Step.Done.with(() -> rows.of(run.subject()).serve(false));
    }

    private Step.Done unmount(Run run) {
        PublicationRow row = rows.of(run.subject());
        row.mounts().forEach(mount -> work.unmount(row, mount));
        return Step.Done.with(() -> rows.of(run.subject()).cleared());
    }
}
