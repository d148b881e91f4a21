package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.LostChanges;
import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.openapi.mount.model.WriteCache;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.openapi.mover.model.Problem;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.problem.StoredProblem;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Looks at publications through the agents of their host, which have a moment to answer. */
@Component
class PublicationProbe {

    private static final Logger LOG = LoggerFactory.getLogger(PublicationProbe.class);

    private final Hosts hosts;

    PublicationProbe(Hosts hosts) {
        this.hosts = hosts;
    }

    /** What the agents say of it now: where they do not answer, what is remembered holds. */
    PublicationSeen look(PublicationRow row) {
        if (row.state() != PublicationState.PUBLISHED) {
            return PublicationSeen.NOTHING;
        }
        Supplier<PublicationSeen> instance = Beside.call(() -> instance(row));
        WriteCache cache = writeCache(row);
        return instance.get().with(cache);
    }

    /** What would be lost with the edition in use; empty when nobody can have written to it, or it is gone already. */
    Optional<LostChanges> atStake(PublicationRow row) {
        if (!row.current().wasPublished()) {
            return Optional.empty();
        }
        LostChanges lost = new LostChanges();
        try {
            WriteCache cache = hosts.mount(row.host()).probe(row.current().id()).getWriteCache();
            if (cache != null) {
                lost.setBytes(cache.getBytes());
                lost.setLastWriteAt(cache.getLastWriteAt());
            }
            return Optional.of(lost);
        } catch (ProblemException e) {
            return e.status() == HttpStatus.NOT_FOUND ? Optional.empty() : Optional.of(lost);
        }
    }

    private @Nullable WriteCache writeCache(PublicationRow row) {
        try {
            return hosts.mount(row.host()).probe(row.current().id()).getWriteCache();
        } catch (ProblemException e) {
            LOG.info("publication {}: its write cache cannot be looked at: {}", row.getId(), e.detail());
            return null;
        }
    }

    private PublicationSeen instance(PublicationRow row) {
        try {
            return seen(hosts.mover(row.host()).probeInstance(row.getId()));
        } catch (ProblemException e) {
            LOG.info("publication {}: its instance cannot be looked at: {}", row.getId(), e.detail());
            return e.status() == HttpStatus.NOT_FOUND
                    ? PublicationSeen.in(PublicationState.FAILED, StoredProblem.of(e))
                    : PublicationSeen.NOTHING;
        }
    }

    private static PublicationSeen seen(Instance instance) {
        return switch (instance.getState()) {
            case READY -> PublicationSeen.NOTHING;
            // What failed once it had been ready is tried again.
            case STARTING, FAILED -> PublicationSeen.in(PublicationState.STARTING, reason(instance));
            case STOPPED -> PublicationSeen.in(PublicationState.FAILED, shutDown(instance));
        };
    }

    private static StoredProblem reason(Instance instance) {
        Problem problem = instance.getError();
        return problem != null
                ? new StoredProblem(problem.getStatus(), problem.getCode(), problem.getDetail(), problem.getHint())
                : new StoredProblem(
                        HttpStatus.SERVICE_UNAVAILABLE.value(),
                        "INSTANCE_NOT_READY",
                        "instance " + instance.getId() + " has died and is being started again",
                        "wait until it is back; its log on the host says why it ended");
    }

    private static StoredProblem shutDown(Instance instance) {
        return new StoredProblem(
                HttpStatus.CONFLICT.value(),
                "INSTANCE_SHUT_DOWN",
                "instance " + instance.getId() + " was shut down by somebody, and stays so until its host boots",
                "start it with pg_ctl start on its data directory, republish or unpublish it");
    }
}
