package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A cluster whose configuration lies below /etc is restored as one that Debian's own programs manage. */
@ExtendWith(SharedSuite.class)
class DebianRestoreSystemTest {

    private static final String SOURCE = "howdahsource";
    private static final String RESTORED = "howdahrestored";

    @Test
    @EnabledIf(value = "io.howdah.system.OsUsers#isRoot", disabledReason = "only root can make a cluster below /etc")
    void isManagedByPgCtlcluster(Suite suite) throws IOException {
        String major = Path.of(SourceCluster.bin("postgres"))
                .getParent()
                .getParent()
                .getFileName()
                .toString();
        int port = FreePorts.one();
        Command.run("pg_createcluster", major, SOURCE, "-p", Integer.toString(port), "--", "--data-checksums");
        try {
            Path configuration = Path.of("/etc/postgresql", major, SOURCE);
            Files.writeString(
                    configuration.resolve("pg_hba.conf"),
                    "local all postgres peer\nhost all postgres 127.0.0.1/32 trust\n");
            Command.run("pg_ctlcluster", major, SOURCE, "start");
            Database source = new Database("127.0.0.1", port, "postgres");
            source.execute("CREATE TABLE t AS SELECT n, md5(n::text) FROM generate_series(1, 10000) n");
            Api api = suite.api();
            Api.accepted(api.put(
                    "/api/v1/clusters/debian",
                    Map.of(
                            "dataDirectory",
                            "/var/lib/postgresql/" + major + "/" + SOURCE,
                            "port",
                            port,
                            "socketDirectory",
                            "/var/run/postgresql",
                            "user",
                            "postgres")));
            api.backUp("debian", Map.of());
            int newPort = FreePorts.one();
            String data = "/var/lib/postgresql/" + major + "/" + RESTORED;

            JsonNode accepted = Api.accepted(api.post(
                    "/api/v1/restores",
                    Map.of(
                            "cluster",
                            "debian",
                            "dataDirectory",
                            data,
                            "port",
                            newPort,
                            "target",
                            Map.of("type", "IMMEDIATE"))));
            JsonNode restore = api.await(
                    "/api/v1/restores/" + accepted.path("id").asString(), "RESTORED", Set.of("FAILED", "CANCELED"));

            assertThat(clusters())
                    .anyMatch(line -> line.matches(
                            major + " +" + RESTORED + " +" + newPort + " +online +postgres +" + data + " .*"));
            Database restored = Database.of(restore, "postgres");
            assertThat(restored.contents()).isEqualTo(source.contents());
            Command.run("pg_ctlcluster", major, RESTORED, "restart");
            assertThat(restored.contents()).isEqualTo(source.contents());
            Path restoredConfiguration = Path.of("/etc/postgresql", major, RESTORED);
            assertThat(restore.path("configFile").asString())
                    .isEqualTo(restoredConfiguration.resolve("postgresql.conf").toString());
            for (String name : List.of("pg_hba.conf", "pg_ident.conf")) {
                assertThat(restoredConfiguration.resolve(name)).hasSameBinaryContentAs(configuration.resolve(name));
            }
            assertThat(moved(Files.readAllLines(configuration.resolve("postgresql.conf")), port, newPort))
                    .isEqualTo(
                            moved(Files.readAllLines(restoredConfiguration.resolve("postgresql.conf")), port, newPort));

            JsonNode again = Api.accepted(api.post(
                    "/api/v1/restores",
                    Map.of("cluster", "debian", "dataDirectory", "/var/tmp/" + RESTORED, "port", FreePorts.one())));
            JsonNode refused =
                    api.await("/api/v1/restores/" + again.path("id").asString(), "FAILED", Set.of("RESTORED"));
            assertThat(refused.path("error").path("code").asString()).isEqualTo("CONFIGURATION_EXISTS");
        } finally {
            Command.attempt(Map.of(), List.of("pg_dropcluster", "--stop", major, RESTORED));
            Command.run("pg_dropcluster", "--stop", major, SOURCE);
        }
    }

    /** The file with what must differ put the same; comments after a value go with a changed value. */
    private static List<String> moved(List<String> lines, int port, int newPort) {
        return lines.stream()
                .map(line -> line.replace(RESTORED, SOURCE).replace(Integer.toString(newPort), Integer.toString(port)))
                .map(line -> line.matches(
                                "(data_directory|hba_file|ident_file|external_pid_file|cluster_name|port|include_dir) .*")
                        ? line.replaceAll("\\s+#.*", "").strip()
                        : line)
                .toList();
    }

    private static List<String> clusters() {
        return Command.run("pg_lsclusters", "-h").lines().toList();
    }
}
