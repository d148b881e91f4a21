package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The images and the compose file as a user runs them: everything works, and whatever is killed comes back. */
@Tag("docker")
class ContainersSystemTest {

    private static Containers containers;
    private static Api api;

    @BeforeAll
    static void up() {
        Engine.missing().ifPresent(Assumptions::abort);
        containers = Containers.up();
        api = containers.api();
        psql("source-db", "/var/run/postgresql", 5432, "postgres", "CREATE DATABASE shop");
        psql(
                "source-db",
                "/var/run/postgresql",
                5432,
                "shop",
                "CREATE TABLE orders AS SELECT n, md5(n::text) AS v FROM generate_series(1, 20000) n");
        for (String host : List.of("source", "target")) {
            // these hosts have a mover alone: they publish nothing
            Api.accepted(api.put(
                    "/api/v1/hosts/" + host,
                    Map.of(
                            "mountUrl", "http://" + host + "-mover:8082",
                            "moverUrl", "http://" + host + "-mover:8083")));
        }
        Api.accepted(api.put(
                "/api/v1/clusters/main",
                Map.of(
                        "host", "source",
                        "dataDirectory", "/var/lib/postgresql/17/main",
                        "port", 5432,
                        "socketDirectory", "/var/run/postgresql",
                        "user", "postgres")));
    }

    @AfterAll
    static void down() {
        if (containers != null) {
            List<String> mounts = containers.mounts().mounts();
            containers.close();
            assertThat(mounts).as("mounts that unpublishing left").isEmpty();
            assertThat(containers.remains()).isEmpty();
        }
    }

    @Test
    void whatWasChangedSurvivesTheEndOfEveryContainerAndIsExportedToTheSecondHost() {
        api.backUp("main", Map.of());
        JsonNode publication = api.publish(Map.of("cluster", "main"));
        assertThat(value(publication, "SELECT count(*) FROM orders")).isEqualTo("20000");
        assertThat(publication.path("connection").path("host").asString())
                .as("where the host reaches it")
                .isEqualTo("127.0.0.1");

        int change = 0;
        for (String service : List.of("mover-svc", "mount-svc", "recovery-svc", "api-gateway")) {
            value(publication, "INSERT INTO orders VALUES (" + --change + ", 'changed')");
            containers.killAndStart(service);
            awaitAnswer(publication, service);
        }
        for (String service : List.of("mount-svc", "mover-svc")) {
            value(publication, "INSERT INTO orders VALUES (" + --change + ", 'changed')");
            containers.crash(service);
            awaitAnswer(publication, service);
        }

        assertThat(value(publication, "SELECT string_agg(n::text, ',' ORDER BY n DESC) FROM orders WHERE n < 0"))
                .isEqualTo("-1,-2,-3,-4,-5,-6");
        export(publication);
        assertThat(containers.in(
                        "target-mover",
                        "sh",
                        "-c",
                        "pg_restore --data-only -f - /srv/howdah/exports/shop/shop | grep -c changed"))
                .isEqualToIgnoringWhitespace("6");
        api.unpublish(publication);
    }

    /** The API is there again, and the instance with it: by itself, from the outside nothing was done to it. */
    private static void awaitAnswer(JsonNode publication, String killed) {
        containers.awaitHealthy(killed);
        containers.awaitHealthy("api-gateway");
        Awaitility.await("the instance after the end of " + killed)
                .atMost(Containers.PATIENCE)
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(() -> !value(publication, "SELECT pg_is_in_recovery()").isEmpty());
        api.await("/api/v1/publications/" + publication.path("id").asString(), "PUBLISHED", Set.of("FAILED"));
    }

    private static void export(JsonNode publication) {
        JsonNode export = Api.accepted(api.post(
                "/api/v1/exports",
                Map.of(
                        "source", Map.of("publicationId", publication.path("id").asString()),
                        "databases", List.of("shop"),
                        "target", Map.of("host", "target", "directory", "/srv/howdah/exports/shop"))));
        api.await("/api/v1/exports/" + export.path("id").asString(), "COMPLETED", Set.of("FAILED"));
    }

    private static String value(JsonNode publication, String sql) {
        JsonNode connection = publication.path("connection");
        return psql(
                "mover-svc",
                connection.path("socketDirectory").asString(),
                connection.path("port").asInt(),
                "shop",
                sql);
    }

    private static String psql(String service, String socketDirectory, int port, String database, String sql) {
        return containers
                .in(
                        service,
                        "psql",
                        "-qXAt",
                        "-h",
                        socketDirectory,
                        "-p",
                        Integer.toString(port),
                        "-d",
                        database,
                        "-c",
                        sql)
                .strip();
    }
}
