package io.howdah.mover.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.mover.FreePorts;
import io.howdah.mover.MoverProcess;
import io.howdah.mover.Programs;
import io.howdah.mover.SourceCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A backup becomes a native instance, by the service as it runs in production. */
class RestoredInstanceTest {

    private static SourceCluster source;
    private static MoverProcess mover;
    private static String content;

    @BeforeAll
    static void backUp() {
        source = SourceCluster.start();
        source.sql("create table t as select n, md5(n::text) as s from generate_series(1, 200000) n");
        content = source.sql("select sum(hashtextextended(t::text, 0)) from t");
        mover = MoverProcess.start(Map.of());
        assertThat(mover.put(
                                "/clusters/c1",
                                Map.of(
                                        "dataDirectory", source.data().toString(),
                                        "port", source.port(),
                                        "socketDirectory", source.home().toString(),
                                        "user", "postgres"))
                        .status())
                .isEqualTo(200);
        mover.put(
                "/backup-jobs/b1",
                Map.of(
                        "cluster",
                        "c1",
                        "source",
                        Map.of("cluster", "c1", "user", "postgres"),
                        "type",
                        "FULL",
                        "compression",
                        Map.of("algorithm", "ZSTD", "level", 1),
                        "verifyChecksums",
                        true));
        await("/backup-jobs/b1", "COMPLETED");
        source.sql("truncate t");
    }

    @AfterAll
    static void stop() {
        if (mover != null) {
            mover.close();
        }
        source.close();
    }

    @Test
    void runsAsItsOwnConfigurationSays() throws IOException {
        int port = FreePorts.one();
        Path data = copy("r1", port);
        recover("r1", data, "PROMOTE");

        MoverProcess.Answer recovery = await("/recoveries/r1", "PROMOTED");

        assertThat(recovery.text("reachedLsn")).matches("[0-9A-F]+/[0-9A-F]+");
        assertThat(recovery.body().path("port").asInt()).isEqualTo(port);
        try {
            assertThat(sql(port, "select sum(hashtextextended(t::text, 0)) from t"))
                    .isEqualTo(content);
            assertThat(sql(port, "select pg_is_in_recovery()")).isEqualTo("f");
            assertThat(sql(port, "select count(*) from pg_settings where pending_restart"))
                    .isEqualTo("0");
            assertThat(Programs.run("cat", data.resolve("postgresql.conf").toString()))
                    .isEqualTo(Programs.run(
                                    "cat",
                                    source.data().resolve("postgresql.conf").toString()) + "port = " + port + "\n");
            assertThat(mover.delete("/recoveries/r1?keep=true").status()).isEqualTo(204);
            assertThat(mover.delete("/copies/r1?keep=true").status()).isEqualTo(204);
            assertThat(sql(port, "select 1")).as("it goes on without us").isEqualTo("1");
        } finally {
            Programs.postgres("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop");
        }
    }

    @Test
    void pausesUntilItIsPromoted() throws IOException {
        int port = FreePorts.one();
        Path data = copy("r2", port);
        recover("r2", data, "PAUSE");

        MoverProcess.Answer recovery = await("/recoveries/r2", "PAUSED");

        try {
            assertThat(recovery.text("reachedLsn")).matches("[0-9A-F]+/[0-9A-F]+");
            assertThat(sql(port, "select pg_is_in_recovery()")).isEqualTo("t");
            assertThat(sql(port, "select sum(hashtextextended(t::text, 0)) from t"))
                    .isEqualTo(content);
            MoverProcess.Answer promoted = mover.put("/recoveries/r2/promotion", Map.of());
            assertThat(promoted.text("state")).as("%s", promoted.body()).isEqualTo("PROMOTED");
            sql(port, "create table mine (n int)");
            assertThat(Programs.run("cat", data.resolve("postgresql.conf").toString()))
                    .doesNotContain("Howdah");
        } finally {
            assertThat(mover.delete("/recoveries/r2").status()).isEqualTo(204);
        }
        assertThat(mover.delete("/copies/r2").status()).isEqualTo(204);
        assertThat(data).doesNotExist();
    }

    @Test
    void deltaWritesWhatDiffersAndNothingElse() throws IOException {
        int port = FreePorts.one();
        Path data = copy("r4", port);
        recover("r4", data, "PROMOTE");
        await("/recoveries/r4", "PROMOTED");
        sql(port, "update t set s = 'changed' where n < 100; create table mine as select 1; checkpoint");
        mover.delete("/recoveries/r4?keep=true");
        mover.delete("/copies/r4?keep=true");
        Programs.postgres("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "stop");
        Programs.run("sh", "-c", "echo x > $1/mine && mkdir $1/own && echo x > $1/own/mine", "sh", data.toString());
        Map<String, Object> delta = spec(data, port);
        assertThat(mover.put("/copies/r5", delta).text("code")).isEqualTo("DATA_DIRECTORY_NOT_EMPTY");
        delta.put("delta", true);

        assertThat(mover.put("/copies/r5", delta).status()).isEqualTo(200);
        MoverProcess.Answer copied = await("/copies/r5", "COMPLETED");

        long total = copied.body().path("bytesTotal").asLong();
        long written = copied.body().path("bytesWritten").asLong();
        System.out.printf("delta: %d of %d bytes written%n", written, total);
        long segments = 3L * (16 << 20);
        assertThat(written).isLessThan(total / 4 + segments);
        assertThat(data.resolve("mine")).doesNotExist();
        assertThat(data.resolve("own")).doesNotExist();
        recover("r5", data, "PROMOTE");
        await("/recoveries/r5", "PROMOTED");
        try {
            assertThat(sql(port, "select sum(hashtextextended(t::text, 0)) from t"))
                    .isEqualTo(content);
            assertThat(sql(port, "select to_regclass('mine') is null")).isEqualTo("t");
        } finally {
            mover.delete("/recoveries/r5?keep=true");
            mover.delete("/copies/r5?keep=true");
            Programs.postgres("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "stop");
        }
        Programs.postgres("pg_checksums", "--check", "-D", data.toString());
    }

    @Test
    void deltaIsForTheSameClusterOnly() throws IOException {
        Path other = mover.home().resolve("other");
        Programs.postgres("initdb", "-D", other.toString(), "--no-sync");
        Map<String, Object> delta = spec(other, FreePorts.one());
        delta.put("delta", true);
        assertThat(mover.put("/copies/r6", delta).text("code")).isEqualTo("DATA_DIRECTORY_OF_OTHER_CLUSTER");
        assertThat(other.resolve("global/pg_control")).exists();
        Files.delete(other.resolve("global/pg_control"));
        MoverProcess.Answer without = mover.put("/copies/r6", delta);
        assertThat(without.text("code")).isEqualTo("DATA_DIRECTORY_OF_OTHER_CLUSTER");
        assertThat(without.text("detail")).contains("no pg_control");
    }

    private static Map<String, Object> spec(Path data, int port) {
        return new HashMap<>(Map.of("cluster", "c1", "backupId", "b1", "dataDirectory", data.toString(), "port", port));
    }

    private static Path copy(String id, int port) {
        Path data = mover.home().resolve(id);
        Map<String, Object> spec = spec(data, port);
        MoverProcess.Answer begun = mover.put("/copies/" + id, spec);
        assertThat(begun.status()).as("%s", begun.body()).isEqualTo(200);
        await("/copies/" + id, "COMPLETED");
        assertThat(Files.exists(data.resolve("howdah-copy.journal"))).isFalse();
        return data;
    }

    private static void recover(String id, Path data, String action) {
        MoverProcess.Answer begun = mover.put(
                "/recoveries/" + id,
                Map.of(
                        "dataDirectory", data.toString(),
                        "major",
                                Integer.parseInt(
                                        Programs.BIN.getParent().getFileName().toString()),
                        "target", Map.of("type", "IMMEDIATE"),
                        "action", action));
        assertThat(begun.status()).as("%s", begun.body()).isEqualTo(200);
    }

    private static MoverProcess.Answer await(String path, String state) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> mover.get(path), answer -> {
                    if (answer.text("state").equals("FAILED")) {
                        throw new AssertionError(answer.body().toString());
                    }
                    return answer.text("state").equals(state);
                });
    }

    /** Its sockets are /tmp's, or where its own configuration says. */
    private static String sql(int port, String statement) {
        return Programs.postgres(
                        "psql",
                        "-XqAt",
                        "-v",
                        "ON_ERROR_STOP=1",
                        "-h",
                        "localhost",
                        "-p",
                        Integer.toString(port),
                        "-U",
                        "postgres",
                        "-c",
                        statement)
                .strip();
    }
}
