package io.howdah.mover.instance;

import io.howdah.openapi.mover.model.Instance;
import io.howdah.openapi.problem.ProblemException;
import java.nio.file.Path;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Instances for those who connect to them from this host. */
@Component
public class RunningInstances {

    private final Instances instances;

    RunningInstances(Instances instances) {
        this.instances = instances;
    }

    /**
     * An instance that takes connections over its unix socket, from us as any role.
     *
     * @param pid of its server; another one when it was started again
     */
    public record Running(String id, int major, Path data, Path socketDirectory, int port, long pid) {}

    /** The instance; 404 when there is none, 503 when it is on its way, 409 when somebody has shut it down. */
    public Running require(String id) {
        Instance instance = instances.get(id);
        return switch (instance.getState()) {
            case READY ->
                new Running(
                        id,
                        instance.getSpec().getMajor(),
                        Path.of(instance.getSpec().getDataDirectory()),
                        Path.of(instance.getSocketDirectory()),
                        instance.getPort(),
                        Objects.requireNonNull(instance.getPid(), "a server that is ready has a process"));
            case STARTING, FAILED ->
                throw new ProblemException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "INSTANCE_NOT_READY",
                        "instance " + id + " does not take connections now",
                        "wait until it is back; its log on the host says why it ended");
            case STOPPED ->
                throw ProblemException.conflict(
                        "INSTANCE_SHUT_DOWN",
                        "instance " + id + " was shut down by somebody",
                        "start it with pg_ctl start on its data directory");
        };
    }
}
