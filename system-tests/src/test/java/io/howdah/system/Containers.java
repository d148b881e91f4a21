package io.howdah.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.testcontainers.containers.ComposeContainer;

/** The suite of {@code docker-compose.yml}, from images that are built for it, under a name and ports of its own. */
final class Containers implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int INSTANCE_PORTS = 10;
    private static final List<String> SERVICES = List.of(
            "state-db",
            "source-db",
            "recovery-svc",
            "api-gateway",
            "mount-svc",
            "mover-svc",
            "source-mover",
            "target-mover");

    private final SharedDirectory mounts = SharedDirectory.create();
    private final String tag = "test-" + UUID.randomUUID().toString().substring(0, 8);
    private final int gatewayPort = FreePorts.one();
    private final int firstInstancePort = FreePorts.row(INSTANCE_PORTS);
    private final ComposeContainer compose;

    private Containers() {
        compose = new ComposeContainer(
                        "howdah" + tag,
                        Path.of("../docker-compose.yml")
                                .toAbsolutePath()
                                .normalize()
                                .toFile())
                .withEnv(Map.of(
                        "HOWDAH_TAG",
                        tag,
                        "HOWDAH_FAST_START",
                        "no",
                        "HOWDAH_PORT",
                        Integer.toString(gatewayPort),
                        "HOWDAH_INSTANCE_PORTS",
                        firstInstancePort + "-" + (firstInstancePort + INSTANCE_PORTS - 1),
                        "HOWDAH_MOUNT_ROOT",
                        mounts.path().toString()))
                .withPull(false)
                .withBuild(true)
                .withRemoveVolumes(true)
                .withRemoveImages(ComposeContainer.RemoveImages.ALL)
                .withStartupTimeout(PATIENCE);
    }

    static Containers up() {
        Containers containers = new Containers();
        try {
            containers.compose.start();
            SERVICES.forEach(containers::awaitHealthy);
            return containers;
        } catch (AssertionError | RuntimeException e) {
            containers.close();
            throw e;
        }
    }

    Api api() {
        return new Api(
                "http://127.0.0.1:" + gatewayPort,
                in("api-gateway", "cat", "/var/lib/howdah/token").strip());
    }

    /** Runs a command in the container of a service. */
    String in(String service, String... command) {
        List<String> arguments = new ArrayList<>(List.of("docker", "exec", container(service)));
        arguments.addAll(List.of(command));
        return Command.run(Map.of(), arguments);
    }

    /** As {@code docker kill} does, from which a container does not come back by itself; then starts it. */
    void killAndStart(String service) {
        String container = container(service);
        Engine.run("kill", container);
        Engine.run("start", container);
    }

    /** Ends all that runs in the container, which then ends and is started again by the engine. */
    void crash(String service) {
        String before = startedAt(service);
        // all but the first process and the one that says so
        Command.attempt(Map.of(), List.of("docker", "exec", container(service), "sh", "-c", "kill -KILL -1"));
        Awaitility.await(service + " starts again")
                .atMost(PATIENCE)
                .until(() -> startedAt(service), now -> !now.equals(before));
    }

    private String startedAt(String service) {
        return Engine.run("inspect", "--format", "{{.State.StartedAt}}", container(service))
                .strip();
    }

    void awaitHealthy(String service) {
        Awaitility.await(service + " is healthy")
                .atMost(PATIENCE)
                .until(() -> Engine.run("inspect", "--format", "{{.State.Health.Status}}", container(service))
                        .strip()
                        .equals("healthy"));
    }

    private String container(String service) {
        return compose.getContainerByServiceName(service + "-1")
                .orElseThrow(() -> new AssertionError("there is no container of " + service))
                .getContainerId();
    }

    SharedDirectory mounts() {
        return mounts;
    }

    @Override
    public void close() {
        try (mounts) {
            compose.stop();
        }
    }

    /** What the engine still has of it. */
    List<String> remains() {
        String filter = "name=" + tag;
        return Stream.of(
                        Engine.lines("ps", "--all", "--quiet", "--filter", filter),
                        Engine.lines("volume", "ls", "--quiet", "--filter", filter),
                        Engine.lines("network", "ls", "--quiet", "--filter", filter),
                        Engine.lines("images", "--quiet", "--filter", "reference=howdah/*:" + tag))
                .flatMap(List::stream)
                .toList();
    }
}
