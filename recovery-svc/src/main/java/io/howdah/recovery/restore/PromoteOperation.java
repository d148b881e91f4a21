package io.howdah.recovery.restore;

import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.mover.model.Recovery;
import io.howdah.recovery.session.Operation;
import io.howdah.recovery.session.Run;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Step;
import java.util.List;
import org.springframework.stereotype.Component;

/** Promotes a restore that pauses at its target, and hands it over. A promotion cannot be taken back. */
@Component
class PromoteOperation implements Operation {

    private final RestoreRows rows;
    private final RestoreWork work;
    private final List<Step> steps = List.of(Step.of("promote", this::promote), Step.of("finish", this::finish));

    PromoteOperation(RestoreRows rows, RestoreWork work) {
        this.rows = rows;
        this.work = work;
    }

    @Override
    public SessionKind kind() {
        return SessionKind.PROMOTE;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public void follow(SessionSnapshot session) {
        RestoreRow row = rows.of(session.subject());
        if (row.follows(session.id())) {
            row.become(RestoreStates.promoting(session), session.error());
        }
    }

    @Override
    public boolean undoable(SessionSnapshot session) {
        return false;
    }

    @Override
    public void beforeRetry(SessionSnapshot session) {
        rows.requireFollowing(session);
    }

    private Step.Done promote(Run run) {
        Recovery recovery = work.promote(rows.of(run.subject()));
        return new Step.Done(
                "reached " + recovery.getReachedLsn(),
                () -> rows.of(run.subject()).promoted(recovery));
    }

    private Step.Done finish(Run run) {
        work.letGo(rows.of(run.subject()));
        return Step.Done.with(() -> rows.of(run.subject()).unmounted());
    }
}
