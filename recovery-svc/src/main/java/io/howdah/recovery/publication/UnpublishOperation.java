package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.session.Operation;
import io.howdah.recovery.session.Run;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Step;
import java.util.List;
import org.springframework.stereotype.Component;

/** Unpublishes: stops the instance and removes its mount with the write cache. What was written is gone then. */
@Component
class UnpublishOperation implements Operation {

    private final PublicationRepository rows;
    private final Hosts hosts;
    private final List<Step> steps = List.of(Step.of("stop", this::stop), Step.of("unmount", this::unmount));

    UnpublishOperation(PublicationRepository rows, Hosts hosts) {
        this.rows = rows;
        this.hosts = hosts;
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
    public boolean undoable() {
        return false;
    }

    @Override
    public void follow(SessionSnapshot session) {
        PublicationRow row = row(session.subject());
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

    private Step.Done stop(Run run) {
        PublicationRow row = row(run.subject());
        hosts.mover(row.host()).stop(row.getId());
        return Step.Done.with(() -> {});
    }

    private Step.Done unmount(Run run) {
        PublicationRow row = row(run.subject());
        hosts.mount(row.host()).delete(row.getId());
        return Step.Done.with(() -> row(run.subject()).cleared());
    }

    private PublicationRow row(String id) {
        return rows.findById(id)
                .orElseThrow(() -> new IllegalStateException("the row of publication " + id + " is gone"));
    }
}
