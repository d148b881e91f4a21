package io.howdah.mover.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.mover.MoverProcess;
import io.howdah.mover.Programs;
import io.howdah.mover.SourceCluster;
import io.howdah.repository.wal.Lsn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Receives from a real server with the real pg_receivewal, and has whatever can end come to its end. */
class WalReceiverTest {

    private static final String RECEIVER = "/wal-receivers/wal-main";
    private static final String WAL = "/repository/clusters/main/wal";
    private static final Map<String, Object> SPEC = Map.of("cluster", "main");
    private static final String SLOTS = "SELECT count(*) FROM pg_replication_slots WHERE slot_name LIKE 'howdah%'";

    private static MoverProcess mover;
    private SourceCluster source;

    @BeforeAll
    static void startMover() {
        mover = MoverProcess.start(Map.of("HOWDAH_MOVER_WAL_MAXLAG", "1s", "HOWDAH_MOVER_WAL_LASTPAUSE", "1s"));
    }

    @AfterAll
    static void stopMover() {
        mover.close();
    }

    @BeforeEach
    void startSource() {
        source = SourceCluster.start("min_wal_size=32MB", "max_wal_size=64MB");
        Programs.remove(mover.home().resolve("repository/clusters"));
        register(source);
    }

    @AfterEach
    void stopSource() {
        mover.delete(RECEIVER);
        source.close();
    }

    @Test
    void whatIsCommittedIsArchivedSoonAndNothingIsLeftOfADeletedReceiver() {
        assertThat(mover.put(RECEIVER, SPEC).status()).isEqualTo(200);
        awaitArchived(commit(source));
        awaitState("STREAMING");
        assertThat(mover.put(RECEIVER, SPEC).text("state")).isEqualTo("STREAMING");
        assertThat(mover.put("/wal-receivers/other", SPEC).text("code")).isEqualTo("WAL_RECEIVER_EXISTS");
        assertThat(mover.delete("/clusters/main").text("code")).isEqualTo("CLUSTER_IN_USE");
        assertThat(mover.delete(WAL).text("code")).isEqualTo("WAL_RECEIVER_EXISTS");

        source.sql("SELECT pg_switch_wal()");
        awaitArchived(commit(source));
        assertThat(archived()).filteredOn(name -> name.endsWith(".partial.zst")).hasSize(1);
        assertThat(archived())
                .filteredOn(name -> name.matches("[0-9A-F]{24}\\.zst"))
                .isNotEmpty();

        assertThat(mover.delete(RECEIVER).status()).isEqualTo(204);
        assertThat(mover.delete(RECEIVER).status()).isEqualTo(204);
        assertThat(mover.get(RECEIVER).status()).isEqualTo(404);
        assertThat(source.sql(SLOTS)).isEqualTo("0");
        assertThat(staging()).doesNotExist();
        assertThat(receivers()).isEmpty();
        assertThat(archived()).isNotEmpty();
        assertThat(mover.delete(WAL).status()).isEqualTo(204);
        assertThat(mover.delete(WAL).status()).isEqualTo(204);
        assertThat(archived()).isEmpty();
    }

    @Test
    void goesOnAfterTheMoverWasKilled() {
        mover.put(RECEIVER, SPEC);
        awaitArchived(commit(source));
        mover.kill();
        await().atMost(Duration.ofSeconds(10)).until(() -> receivers().isEmpty());
        source.sql("SELECT pg_switch_wal()");
        commit(source);
        source.sql("SELECT pg_switch_wal(); CHECKPOINT");
        String meanwhile = commit(source);
        mover.startAgain();
        awaitArchived(meanwhile);
        assertThat(ranges(1)).hasSize(1);
    }

    @Test
    void whatTheServerWroteLastIsArchivedThoughItWasKilled() {
        mover.put(RECEIVER, SPEC);
        awaitArchived(commit(source));
        String last = commit(source);
        awaitReceived(last);
        source.kill();
        awaitState("INTERRUPTED");
        awaitArchived(last);
        source.startAgain();
        awaitArchived(commit(source));
        awaitState("STREAMING");
        assertThat(ranges(1)).hasSize(1);
    }

    @Test
    void aLostSlotLeavesAGapThatIsSeen() {
        mover.put(RECEIVER, SPEC);
        String before = commit(source);
        awaitArchived(before);
        mover.kill();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> source.sql("SELECT count(*) FROM pg_replication_slots WHERE active")
                        .equals("0"));
        source.sql("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
        String next = source.sql("SELECT pg_walfile_name(pg_current_wal_lsn())");
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            commit(source);
            source.sql("SELECT pg_switch_wal()");
            source.sql("CHECKPOINT");
            return source.sql("SELECT count(*) FROM pg_ls_waldir() WHERE name = '" + next + "'")
                    .equals("0");
        });
        mover.startAgain();
        awaitArchived(commit(source));
        assertThat(ranges(1)).hasSize(2);
        assertThat(Lsn.parse(ranges(1).getFirst().get(1))).isGreaterThanOrEqualTo(Lsn.parse(before));
    }

    @Test
    void followsAPromotedStandby() {
        mover.put(RECEIVER, SPEC);
        awaitArchived(commit(source));
        try (SourceCluster standby = source.standby()) {
            String last = commit(source);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> standby.sql("SELECT pg_last_wal_replay_lsn() >= '" + last + "'")
                            .equals("t"));
            source.kill();
            try {
                standby.sql("SELECT pg_promote()");
                register(standby);
                awaitArchived(commit(standby));
                awaitState("STREAMING");
                assertThat(archived()).contains("00000002.history");
                assertThat(ranges(2)).hasSize(1);
                mover.delete(RECEIVER);
                assertThat(standby.sql(SLOTS)).isEqualTo("0");
            } finally {
                source.startAgain();
            }
        }
    }

    private void register(SourceCluster cluster) {
        assertThat(mover.put(
                                "/clusters/main",
                                Map.of(
                                        "dataDirectory", cluster.data().toString(),
                                        "port", cluster.port(),
                                        "socketDirectory", cluster.home().toString(),
                                        "user", "postgres"))
                        .status())
                .isEqualTo(200);
    }

    /** @return the server's position behind it */
    private static String commit(SourceCluster cluster) {
        cluster.sql("CREATE TABLE IF NOT EXISTS t (id serial); INSERT INTO t SELECT FROM generate_series(1, 100)");
        return cluster.sql("SELECT pg_current_wal_flush_lsn()");
    }

    private static void awaitArchived(String lsn) {
        awaitPosition("archivedLsn", lsn);
    }

    private static void awaitReceived(String lsn) {
        awaitPosition("receivedLsn", lsn);
    }

    private static void awaitPosition(String field, String lsn) {
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            MoverProcess.Answer receiver = mover.get(RECEIVER);
            assertThat(receiver.text(field)).as(receiver.body().toString()).isNotEmpty();
            assertThat(Lsn.parse(receiver.text(field)))
                    .as(receiver.body().toString())
                    .isGreaterThanOrEqualTo(Lsn.parse(lsn));
        });
    }

    private static void awaitState(String state) {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(
                        () -> assertThat(mover.get(RECEIVER).text("state")).isEqualTo(state));
    }

    /** Pairs of positions. */
    private static List<List<String>> ranges(int timeline) {
        return mover.get("/repository/clusters/main/wal")
                .body()
                .path("timelines")
                .valueStream()
                .filter(row -> row.path("timeline").asInt() == timeline)
                .flatMap(row -> row.path("ranges").valueStream())
                .map(range ->
                        List.of(range.path("from").asString(), range.path("to").asString()))
                .toList();
    }

    private static List<String> archived() {
        String files = Programs.run(
                "find", mover.home().resolve("repository/clusters/main/wal").toString(), "-type", "f");
        return Arrays.stream(files.split("\n"))
                .map(file -> Path.of(file).getFileName().toString())
                .filter(Predicate.not("lock"::equals))
                .toList();
    }

    private static Path staging() {
        return mover.home().resolve(".howdah/state/mover-svc/wal/wal-main");
    }

    private static List<ProcessHandle> receivers() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> Arrays.asList(arguments)
                                .contains(staging().resolve("segments").toString()))
                        .isPresent())
                .toList();
    }
}
