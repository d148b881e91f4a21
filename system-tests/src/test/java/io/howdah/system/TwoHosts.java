package io.howdah.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Two hosts with a mount-svc and a mover-svc each, and recovery-svc and api-gateway on a third, which is this machine.
 * They have the same repository, as over a network file system, and a backup of a cluster on host one.
 */
final class TwoHosts implements AutoCloseable {

    static final String ONE = "one";
    static final String TWO = "two";
    private static final String THIRD = "third";

    /** Each of 100 kB in a dump, and small in the server. */
    private static final int ROWS = 250;

    private static final Map<String, String> AGENTS = Map.of(
            "HOWDAH_SERVICES", "mount-svc,mover-svc",
            "SERVER_ADDRESS", "0.0.0.0",
            "HOWDAH_MOVER_TRANSFER_CONNECTTIMEOUT", "1s",
            "HOWDAH_MOVER_TRANSFER_READTIMEOUT", "2s",
            "HOWDAH_MOVER_TRANSFER_ATTEMPTS", "2");

    private static final Map<String, String> REST = Map.of(
            "HOWDAH_SERVICES", "recovery-svc,api-gateway",
            "HOWDAH_RECOVERY_LOCAL_ENABLED", "false",
            "HOWDAH_RECOVERY_AGENT_READTIMEOUT", "10s",
            "HOWDAH_RECOVERY_AGENT_BREAKEROPEN", "1s",
            "HOWDAH_RECOVERY_SESSION_FIRSTRETRY", "500ms",
            "HOWDAH_RECOVERY_SESSION_LONGESTRETRY", "2s",
            "HOWDAH_RECOVERY_SESSION_RETRIES", "60");

    private final String secret = UUID.randomUUID().toString();
    private final Network network;
    private final SourceCluster source;
    private final Path repository = Files.createTempDirectory(Path.of("/var/tmp"), "howdah-shared");
    private final Map<String, Suite> suites = new HashMap<>();
    private String backup = "";

    private TwoHosts(Network network, SourceCluster source) throws IOException {
        this.network = network;
        this.source = source;
        Command.run("chown", OsUsers.postgres(), repository.toString());
    }

    static TwoHosts set() throws IOException {
        SourceCluster source = SourceCluster.create("shared_buffers = '16MB'");
        TwoHosts hosts;
        try {
            hosts = new TwoHosts(Network.of(2), source);
        } catch (AssertionError | RuntimeException e) {
            source.close();
            throw e;
        }
        try {
            hosts.fill();
            hosts.start();
            return hosts;
        } catch (AssertionError | RuntimeException e) {
            hosts.close();
            throw e;
        }
    }

    private void fill() throws IOException {
        Files.writeString(
                source.data().resolve("pg_hba.conf"), "host all all 198.18.0.0/15 trust\n", StandardOpenOption.APPEND);
        source.database("postgres").execute("CREATE DATABASE shop");
        source.database("shop")
                .execute(
                        "CREATE TABLE big AS SELECT n AS id, repeat(md5(n::text), 3125) AS v FROM generate_series(1, "
                                + ROWS + ") n",
                        "CREATE TABLE small AS SELECT n AS id, md5(n::text) AS v FROM generate_series(1, 1000) n",
                        "CHECKPOINT");
    }

    private void start() throws IOException {
        int port = FreePorts.row(Suite.PORTS);
        suites.put(THIRD, suite(Launcher.own(), REST, port));
        for (String name : List.of(ONE, TWO)) {
            Network.Host host = host(name);
            Map<String, String> settings = new TreeMap<>(AGENTS);
            settings.put("HOWDAH_MOUNT_REPOSITORY", repository.toString());
            settings.put("HOWDAH_MOVER_REPOSITORY", repository.toString());
            settings.put("HOWDAH_MOVER_INSTANCE_LISTENADDRESS", host.address());
            suites.put(name, suite(Launcher.own().behind(host.namespace().prefix()), settings, port));
            Api.accepted(api().put(
                            "/api/v1/hosts/" + name,
                            Map.of("mountUrl", url(name, "mount-svc"), "moverUrl", url(name, "mover-svc"))));
        }
        Map<String, Object> cluster = new HashMap<>(source.registration());
        cluster.put("host", ONE);
        Api.accepted(api().put("/api/v1/clusters/shop", cluster));
        backup = api().backUp("shop", Map.of()).path("id").asString();
    }

    private Suite suite(Launcher launcher, Map<String, String> settings, int port) throws IOException {
        Path home = Suite.newHome(launcher.osUser());
        Files.createDirectory(home.resolve("secret"));
        Files.writeString(home.resolve("secret/agent"), secret);
        return Suite.start(launcher, settings, home, port);
    }

    private String url(String host, String service) {
        return suite(host).url(service).replace("127.0.0.1", host(host).address());
    }

    Network.Host host(String name) {
        return network.host(name.equals(ONE) ? 0 : 1);
    }

    /** The services of a host. */
    Suite suite(String host) {
        return Objects.requireNonNull(suites.get(host));
    }

    /** mount-svc or mover-svc of a host as recovery-svc speaks with them. */
    Api agent(String host, String service) {
        return new Api(url(host, service), secret);
    }

    Api api() {
        return suite(THIRD).api();
    }

    SourceCluster source() {
        return source;
    }

    String backup() {
        return backup;
    }

    /** Asks an instance on a host, at its own loopback. */
    String value(String host, JsonNode instance, String sql) {
        return host(host)
                .namespace()
                .run(
                        SourceCluster.bin("psql"),
                        "-qtAX",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        instance.path("connection").path("port").asString(),
                        "-U",
                        "postgres",
                        "-d",
                        "shop",
                        "-c",
                        sql)
                .strip();
    }

    @Override
    public void close() {
        try (network;
                source;
                var _ = suites.get(TWO);
                var _ = suites.get(ONE);
                var _ = suites.get(THIRD)) {
            // first the one that knows what the others have
        } finally {
            Command.run("rm", "-rf", repository.toString());
        }
    }
}
