package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.session.SessionSnapshot;
import org.springframework.stereotype.Component;

/** Publications for those who read what is in them. */
@Component
public class PublicationSources {

    private final Publications publications;

    PublicationSources(Publications publications) {
        this.publications = publications;
    }

    /** A publication that runs. Its instance has its id. */
    public record Published(String id, String host, String cluster) {}

    /**
     * The publication, about which no session begins for the rest of the open transaction; whoever needs it for longer
     * says so as a {@link PublicationUse} from then on.
     */
    public Published lock(String id) {
        SessionSnapshot session = publications.lockNewest(id);
        PublicationRow row = publications.row(id);
        if (!session.isOver() || row.state() != PublicationState.PUBLISHED) {
            throw ProblemException.conflict(
                    "PUBLICATION_NOT_PUBLISHED",
                    "publication " + id + " is " + row.state(),
                    "wait until it is PUBLISHED, or choose another source");
        }
        return new Published(id, row.host(), row.cluster());
    }
}
