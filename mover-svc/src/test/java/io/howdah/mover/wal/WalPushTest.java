package io.howdah.mover.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.mover.MoverProcess;
import io.howdah.mover.Programs;
import io.howdah.mover.SourceCluster;
import io.howdah.repository.wal.Lsn;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pushes with the archive_command of the manual, run by the server itself. */
class WalPushTest {

    private static MoverProcess mover;
    private static SourceCluster source;

    @BeforeAll
    static void start() {
        mover = MoverProcess.start(Map.of());
        source = SourceCluster.start("archive_mode=on");
        assertThat(mover.put(
                                "/clusters/main",
                                Map.of(
                                        "dataDirectory", source.data().toString(),
                                        "port", source.port(),
                                        "socketDirectory", source.home().toString(),
                                        "user", "postgres"))
                        .status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        source.close();
        mover.close();
    }

    @Test
    void theServerPushesByItself() {
        source.sql("ALTER SYSTEM SET archive_command = 'curl -fsS -H @" + header() + " -T %p " + url("%f") + "'");
        source.sql("SELECT pg_reload_conf()");
        source.sql("CREATE TABLE pushed AS SELECT 1");
        OffsetDateTime committed = OffsetDateTime.parse(
                source.sql("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
        String end = source.sql("SELECT pg_switch_wal()");
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            var timelines = mover.get("/repository/clusters/main/wal").body().path("timelines");
            assertThat(timelines).as(source.log()).isNotEmpty();
            var range = timelines.path(0).path("ranges").path(0);
            assertThat(Lsn.parse(range.path("to").asString())).isGreaterThanOrEqualTo(Lsn.parse(end));
            assertThat(Lsn.parse(range.path("lastCommitLsn").asString())).isLessThan(Lsn.parse(end));
            assertThat(OffsetDateTime.parse(range.path("lastCommitAt").asString()))
                    .isBetween(committed.minusSeconds(20), committed);
        });

        String segment = Programs.run("sh", "-c", "ls " + source.data() + "/pg_wal/archive_status | head -1")
                .strip()
                .replace(".done", "");
        Path file = source.data().resolve("pg_wal/" + segment);
        assertThat(push(file, segment)).isEqualTo("204");
        assertThat(push(changed(file), segment)).isEqualTo("409");
        assertThat(push(source.data().resolve("PG_VERSION"), "000000010000000000000077"))
                .isEqualTo("422");
        assertThat(push(source.data().resolve("PG_VERSION"), "PG_VERSION")).isEqualTo("400");
        assertThat(push(source.data().resolve("PG_VERSION"), segment + ".00000028.backup"))
                .isEqualTo("204");
    }

    @Test
    void theHeaderOpensNothingElse() {
        assertThat(curl("-H", "@" + header(), mover.url("/host"))).isEqualTo("401");
        assertThat(curl("-H", "@" + header(), mover.url("/wal/../host"), "--path-as-is"))
                .isEqualTo("401");
        assertThat(curl("-T", source.data().resolve("PG_VERSION").toString(), url("00000002.history")))
                .isEqualTo("401");
        assertThat(Programs.run("stat", "-c", "%a", header()).strip()).isEqualTo("600");
    }

    private static Path changed(Path segment) {
        Path changed = mover.home().resolve("changed");
        Programs.run("cp", segment.toString(), changed.toString());
        Programs.run("sh", "-c", "printf X | dd of=" + changed + " bs=1 seek=5000 conv=notrunc status=none");
        return changed;
    }

    private static String push(Path file, String name) {
        return curl("-H", "@" + header(), "-T", file.toString(), url(name));
    }

    /** @return the status */
    private static String curl(String... arguments) {
        String[] command = new String[arguments.length + 5];
        System.arraycopy(new String[] {"curl", "-sS", "-o/dev/null", "-w", "%{http_code}"}, 0, command, 0, 5);
        System.arraycopy(arguments, 0, command, 5, arguments.length);
        return Programs.run(command);
    }

    private static String url(String file) {
        return mover.url("/wal/main/" + file);
    }

    private static String header() {
        return mover.home().resolve(".howdah/state/mover-svc/wal-push.header").toString();
    }
}
