package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.mover.MoverProcess;
import io.howdah.mover.Programs;
import io.howdah.mover.SourceCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Instances of a real PostgreSQL, started by the service as it runs in production. */
class InstanceLifeTest {

    private static SourceCluster source;
    private static MoverProcess mover;

    private final Postmasters postmasters = new Postmasters(new ProcessTable());
    private Path mount;

    @BeforeAll
    static void start() {
        source = SourceCluster.start();
        source.sql("create table t as select generate_series(1, 1000) as n");
        mover = MoverProcess.start(Map.of("HOWDAH_MOVER_INSTANCE_FASTSHUTDOWNWAIT", "5s"));
    }

    @AfterAll
    static void stop() {
        if (mover != null) {
            mover.close();
        }
        source.close();
    }

    @BeforeEach
    void copy() {
        mount = Programs.temporaryDirectory();
        source.copyTo(mount);
    }

    @AfterEach
    void cleanUp() {
        for (var instance : mover.get("/instances").body()) {
            mover.delete("/instances/" + instance.path("id").asString());
        }
        assertThat(postmasters.find(data())).isEmpty();
        Programs.remove(mount);
    }

    @Test
    void startsRecoversAndStopsLeavingNothing() throws Exception {
        long before = System.nanoTime();
        MoverProcess.Answer ready = mover.put("/instances/a1", spec());
        long millis = Duration.ofNanos(System.nanoTime() - before).toMillis();

        assertThat(ready.status()).as("%s", ready.body()).isEqualTo(200);
        assertThat(ready.text("state")).as("%s", ready.body()).isEqualTo("READY");
        assertThat(ready.text("reachedLsn")).matches("[0-9A-F]+/[0-9A-F]+");
        assertThat(ready.body().path("timings").propertyNames()).contains("prepare", "spawn", "recovery", "total");
        System.getLogger("timing").log(System.Logger.Level.INFO, "start took {0} ms: {1}", millis, ready.body());
        Path sockets = Path.of(ready.text("socketDirectory"));
        int port = ready.body().path("port").asInt();
        assertThat(SourceCluster.psql(sockets, port, "select count(*) from t")).isEqualTo("1000");
        assertThat(SourceCluster.psql(
                        sockets, port, "create table u(); select pg_is_in_recovery(), current_setting('archive_mode')"))
                .isEqualTo("f|off");
        assertThat(SourceCluster.psql(sockets, port, "select current_setting('cluster_name')"))
                .isEqualTo("a1");
        assertThat(Files.getPosixFilePermissions(sockets)).hasSize(3);

        assertThat(mover.put("/instances/a1", spec()).text("pid")).isEqualTo(ready.text("pid"));
        Map<String, Object> other = spec();
        other.put("target", Map.of("type", "LATEST"));
        assertThat(mover.put("/instances/a1", other).text("code")).isEqualTo("INSTANCE_DIFFERS");
        assertThat(mover.put("/instances/a2", spec()).text("code")).isEqualTo("DATA_DIRECTORY_IN_USE");

        assertThat(mover.delete("/instances/a1").status()).isEqualTo(204);
        assertThat(postmasters.find(data())).isEmpty();
        assertThat(sockets).doesNotExist();
        assertThat(mover.home().resolve("logs/a1.log")).doesNotExist();
        assertThat(mover.get("/instances/a1").text("code")).isEqualTo("INSTANCE_NOT_FOUND");
        assertThat(mover.delete("/instances/a1").status()).isEqualTo(204);
        assertThat(Programs.postgres("pg_checksums", "--check", "-D", data().toString()))
                .contains("Bad checksums:  0");
    }

    private Path data() {
        return mount.resolve("data");
    }

    private Map<String, Object> spec() {
        return new HashMap<>(Map.of(
                "dataDirectory", data().toString(),
                "walDirectory", mount.resolve("wal").toString(),
                "major", 15,
                "target", Map.of("type", "IMMEDIATE")));
    }
}
