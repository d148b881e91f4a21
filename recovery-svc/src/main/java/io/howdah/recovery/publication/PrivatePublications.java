package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.recovery.session.Run;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Step;
import io.howdah.recovery.target.Choice;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Publications that a session of another kind opens for itself alone: not shown, on a unix socket only. Each has the id
 * of that session's subject, and its steps are parts of that session's.
 */
@Component
public class PrivatePublications {

    private final PublicationRepository rows;
    private final PublishOperation publishing;
    private final EditionWork work;

    PrivatePublications(PublicationRepository rows, PublishOperation publishing, EditionWork work) {
        this.rows = rows;
        this.publishing = publishing;
        this.work = work;
    }

    /** As part of the open transaction. */
    public void prepare(String id, Choice choice, String host, String session, Instant received) {
        PublicationRow row = new PublicationRow(id, new PublicationOrder(choice, host, null, null), received);
        row.hide();
        row.begin(session, PublicationState.PENDING);
        rows.save(row);
    }

    public Step.Done validate(Run run) {
        return publishing.validate(run);
    }

    public Step.Done mount(Run run) {
        return publishing.mount(run);
    }

    public void unmount(Run run) {
        publishing.unmount(run);
    }

    /** Its instance, which has its id, takes connections then. */
    public Step.Done start(Run run) {
        return publishing.start(run);
    }

    public void stop(Run run) {
        publishing.stop(run);
    }

    /** Takes it down, as long as the session may need it again when it is retried. */
    public Step.Done close(Run run) {
        publishing.stop(run);
        publishing.unmount(run);
        return Step.Done.with(() -> rows.findById(run.subject()).ifPresent(PublicationRow::cleared));
    }

    /** Brings it into line with its session; called in the transaction that changes that. */
    public void follow(SessionSnapshot session) {
        rows.findById(session.subject()).ifPresent(row -> {
            switch (session.state()) {
                case SUCCEEDED, CANCELED -> rows.delete(row);
                case FAILED -> row.become(PublicationState.FAILED, session.error());
                case QUEUED, RUNNING, WAITING_FOR_RETRY, CANCELING ->
                    row.become(PublicationState.PENDING, session.error());
            }
        });
    }
}
