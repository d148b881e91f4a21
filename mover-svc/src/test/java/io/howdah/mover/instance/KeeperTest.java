package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.mover.MoverProcess;
import io.howdah.mover.Programs;
import io.howdah.mover.SourceCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of instances of a real PostgreSQL that die, are ended, or lose the ground under them. */
class KeeperTest {

    private static SourceCluster source;
    private static Path bootId;
    private static MoverProcess mover;

    private Path mount;

    @BeforeAll
    static void start() throws IOException {
        source = SourceCluster.start();
        bootId = Files.writeString(Files.createTempFile("boot", "id"), "first\n");
        // only the service itself sees the other boot id
        mover = MoverProcess.startBehind(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind " + bootId + " /proc/sys/kernel/random/boot_id; chmod a+r " + bootId + "; exec \"$@\"",
                "sh"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (mover != null) {
            mover.close();
        }
        Files.delete(bootId);
        source.close();
    }

    @BeforeEach
    void copy() {
        mount = Programs.directoryInMemory();
        source.copyTo(mount);
    }

    @AfterEach
    void cleanUp() {
        for (var instance : mover.get("/instances").body()) {
            mover.delete("/instances/" + instance.path("id").asString());
        }
        assertThat(new Postmasters(new ProcessTable()).find(data())).isEmpty();
        Programs.remove(mount);
    }

    @Test
    void oneWhoseServerIsKilledIsBackAtItsPortWithItsChanges() {
        MoverProcess.Answer ready = start("k1");
        sql(ready, "create table mine as select 1");
        kill(ready);
        MoverProcess.Answer back = await("k1", a -> isReady(a) && isAnother(a, ready));
        assertThat(back.body().path("restarts").asInt()).isEqualTo(1);
        assertThat(back.body().path("port")).isEqualTo(ready.body().path("port"));
        assertThat(back.text("reachedLsn")).isEqualTo(ready.text("reachedLsn"));
        assertThat(back.body().path("error").isMissingNode()).isTrue();
        assertThat(sql(back, "select count(*) from mine")).isEqualTo("1");

        kill(back);
        MoverProcess.Answer again = await("k1", a -> isReady(a) && isAnother(a, back));
        assertThat(again.body().path("restarts").asInt()).isEqualTo(2);
    }

    @Test
    void oneThatDiesWhileTheServiceIsDownIsBackSoonAfterIt() {
        MoverProcess.Answer ready = start("k2");
        mover.kill();
        kill(ready);
        mover.startAgain();
        MoverProcess.Answer back = await("k2", KeeperTest::isReady);
        assertThat(back.text("pid")).isNotEqualTo(ready.text("pid"));
    }

    @Test
    void whatItsUserShutsDownStaysSoUntilTheHostBoots() throws IOException {
        MoverProcess.Answer ready = start("k3");
        pgCtl("stop", "fast");
        mover.restart();
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .until(() -> mover.get("/instances/k3").text("state"), "STOPPED"::equals);

        mover.kill();
        Files.writeString(bootId, "second\n");
        mover.startAgain();
        MoverProcess.Answer back = await("k3", KeeperTest::isReady);
        assertThat(back.body().path("port")).isEqualTo(ready.body().path("port"));

        pgCtl("stop", "fast");
        assertThat(mover.get("/instances/k3").text("state")).isEqualTo("STOPPED");
        assertThat(mover.put("/instances/k3", spec()).text("state")).isEqualTo("READY");
    }

    @Test
    void aRestartByItsUserIsNotInterferedWith() {
        MoverProcess.Answer ready = start("k4");
        for (String mode : List.of("fast", "immediate", "fast", "immediate")) {
            pgCtl("restart", mode);
        }
        MoverProcess.Answer found = await("k4", KeeperTest::isReady);
        assertThat(isAnother(found, ready)).isTrue();
        assertThat(found.body().path("restarts").asInt()).isZero();
        assertThat(mover.log()).doesNotContain("instance k4 is down");
    }

    @Test
    void oneWhoseMountGoesIsEndedAndWaitsForTheNext() {
        MoverProcess.Answer ready = start("k5");
        Path gone = mount.resolveSibling(mount.getFileName() + ".gone");
        Programs.run("mv", mount.toString(), gone.toString());
        MoverProcess.Answer waiting = await("k5", a -> !a.body().has("pid"));
        assertThat(waiting.text("state")).isEqualTo("STARTING");
        assertThat(waiting.body().path("error").path("code").asString()).isEqualTo("DATA_DIRECTORY_LOST");
        assertThat(new ProcessTable().find(Long.parseLong(ready.text("pid")))).isEmpty();
        assertThat(new Postmasters(new ProcessTable()).serverProcesses("k5", gone.resolve("data")))
                .isEmpty();
        Programs.run("mv", gone.toString(), mount.toString());
        MoverProcess.Answer back = await("k5", KeeperTest::isReady);
        assertThat(back.body().path("restarts").asInt()).isEqualTo(1);
    }

    @Test
    void oneThatCannotStartSaysWhyAndIsTriedUntilItCan() {
        MoverProcess.Answer ready = start("k6");
        Programs.run("sh", "-c", "echo 'wal_buffers = nonsense' >> " + data().resolve("postgresql.conf"));
        kill(ready);
        MoverProcess.Answer failed = await("k6", a -> a.text("state").equals("FAILED"));
        assertThat(failed.body().path("error").path("code").asString()).isEqualTo("INSTANCE_FAILED_TO_START");
        assertThat(failed.body().path("error").path("detail").asString()).contains("nonsense");
        Programs.run(
                "sed", "-i", "/nonsense/d", data().resolve("postgresql.conf").toString());
        MoverProcess.Answer back = await("k6", KeeperTest::isReady);
        assertThat(back.body().path("error").isMissingNode()).isTrue();
    }

    @Test
    void aDeleteWins() {
        MoverProcess.Answer ready = start("k7");
        kill(ready);
        assertThat(mover.delete("/instances/k7").status()).isEqualTo(204);
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .until(() -> new Postmasters(new ProcessTable()).find(data()).isEmpty());
        assertThat(mover.get("/instances/k7").status()).isEqualTo(404);
    }

    @Test
    void aFirstStartThatIsKilledMayBeTriedAgain() {
        // a restore_command that waits for somebody to write into it
        Programs.run("mkfifo", mount.resolve("wal/00000002.history").toString());
        Map<String, Object> spec = spec();
        spec.put("target", Map.of("type", "LATEST"));
        Thread.ofVirtual().start(() -> mover.put("/instances/k8", spec));
        MoverProcess.Answer starting = await("k8", a -> a.body().has("pid"));
        assertThat(starting.text("state")).isEqualTo("STARTING");
        kill(starting);
        MoverProcess.Answer failed = await("k8", a -> a.text("state").equals("FAILED"));
        assertThat(failed.body().path("error").path("code").asString()).isEqualTo("INSTANCE_INTERRUPTED");
        assertThat(failed.body().path("error").path("status").asInt()).isEqualTo(503);
        Programs.run("rm", mount.resolve("wal/00000002.history").toString());
        assertThat(mover.put("/instances/k8", spec).text("state")).isEqualTo("READY");
        assertThat(restoreCommands()).isEmpty();
    }

    @Test
    void aFirstStartThatDiesWithTheServiceMayBeTriedAgain() {
        Programs.run("mkfifo", mount.resolve("wal/00000002.history").toString());
        Map<String, Object> spec = spec();
        spec.put("target", Map.of("type", "LATEST"));
        Thread.ofVirtual().start(() -> mover.put("/instances/k9", spec));
        MoverProcess.Answer starting = await("k9", a -> a.body().has("pid"));
        mover.kill();
        kill(starting);
        mover.startAgain();
        MoverProcess.Answer failed = await("k9", a -> a.text("state").equals("FAILED"));
        assertThat(failed.body().path("error").path("code").asString()).isEqualTo("INSTANCE_INTERRUPTED");
        Programs.run("rm", mount.resolve("wal/00000002.history").toString());
        assertThat(mover.put("/instances/k9", spec).text("state")).isEqualTo("READY");
        assertThat(restoreCommands()).isEmpty();
    }

    /** One that waits where nobody comes any more would do so for ever. */
    private List<ProcessTable.Entry> restoreCommands() {
        String wal = mount.resolve("wal").toString();
        return new ProcessTable()
                .all().stream()
                        .filter(p -> p.arguments().stream().anyMatch(argument -> argument.startsWith(wal)))
                        .toList();
    }

    private MoverProcess.Answer start(String id) {
        MoverProcess.Answer ready = mover.put("/instances/" + id, spec());
        assertThat(ready.text("state")).as("%s", ready.body()).isEqualTo("READY");
        assertThat(ready.body().path("restarts").asInt()).isZero();
        return ready;
    }

    private static MoverProcess.Answer await(String id, Predicate<MoverProcess.Answer> condition) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> mover.get("/instances/" + id), condition);
    }

    private static boolean isReady(MoverProcess.Answer answer) {
        return answer.text("state").equals("READY");
    }

    private static boolean isAnother(MoverProcess.Answer answer, MoverProcess.Answer before) {
        return !answer.text("pid").equals(before.text("pid"));
    }

    private static void kill(MoverProcess.Answer instance) {
        Programs.run("kill", "-9", instance.text("pid"));
    }

    private void pgCtl(String action, String mode) {
        Programs.postgres("pg_ctl", "-D", data().toString(), "-l", "/dev/null", "-m", mode, "-w", action);
    }

    private static String sql(MoverProcess.Answer instance, String statement) {
        return SourceCluster.psql(
                Path.of(instance.text("socketDirectory")),
                instance.body().path("port").asInt(),
                statement);
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
