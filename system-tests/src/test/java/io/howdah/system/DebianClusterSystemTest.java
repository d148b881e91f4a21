package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A cluster whose configuration lies below /etc, as Debian and Ubuntu lay it out. */
@ExtendWith(SharedSuite.class)
class DebianClusterSystemTest {

    /** A run that was killed leaves its cluster, which must not be in the way of the next. */
    private static final String NAME = "howdahtest" + ProcessHandle.current().pid();

    @Test
    @EnabledIf(value = "io.howdah.system.OsUsers#isRoot", disabledReason = "only root can make a cluster below /etc")
    void isPublishedWithItsOwnConfiguration(Suite suite) throws IOException {
        String major = Path.of(SourceCluster.bin("postgres"))
                .getParent()
                .getParent()
                .getFileName()
                .toString();
        int port = FreePorts.one();
        Command.run("pg_createcluster", major, NAME, "-p", Integer.toString(port), "--", "--data-checksums");
        try {
            Path configuration = Path.of("/etc/postgresql", major, NAME);
            Files.writeString(configuration.resolve("conf.d/memory.conf"), "work_mem = '7MB'\n");
            Files.writeString(
                    configuration.resolve("pg_hba.conf"),
                    "local all postgres peer\nhost all postgres 127.0.0.1/32 trust\n");
            Command.run("pg_ctlcluster", major, NAME, "start");
            Database source = new Database("127.0.0.1", port, "postgres");
            source.execute("CREATE TABLE t AS SELECT n, md5(n::text) FROM generate_series(1, 10000) n");
            String externalPidFile = source.value("SHOW external_pid_file");
            String pid = Files.readString(Path.of(externalPidFile));
            Api api = suite.api();
            Api.accepted(api.put(
                    "/api/v1/clusters/debian",
                    Map.of(
                            "dataDirectory",
                            "/var/lib/postgresql/" + major + "/" + NAME,
                            "port",
                            port,
                            "socketDirectory",
                            "/var/run/postgresql",
                            "user",
                            "postgres")));
            api.backUp("debian", Map.of());

            JsonNode publication = api.publish(Map.of("cluster", "debian"));

            Database published = Database.of(publication, "postgres");
            assertThat(published.contents()).isEqualTo(source.contents());
            assertThat(published.value("SHOW work_mem")).isEqualTo("7MB");
            assertThat(published.value("SHOW config_file"))
                    .startsWith(publication.path("mountPoint").asString());
            assertThat(Files.readString(Path.of(externalPidFile)))
                    .as("the source's pid file is untouched")
                    .isEqualTo(pid);
            api.unpublish(publication);
        } finally {
            Command.run("pg_dropcluster", "--stop", major, NAME);
        }
    }
}
