package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.mover.MoverProcess;
import io.howdah.mover.Programs;
import io.howdah.mover.SourceCluster;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
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
        mount = Programs.directoryInMemory();
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

    @Test
    void oneWithASocketOnlyEndsWithoutACheckpoint() throws Exception {
        Map<String, Object> spec = spec();
        spec.put("socketOnly", true);
        MoverProcess.Answer ready = mover.put("/instances/s1", spec);
        Path sockets = Path.of(ready.text("socketDirectory"));
        SourceCluster.psql(sockets, ready.body().path("port").asInt(), "create table u as select 1");

        assertThat(mover.delete("/instances/s1").status()).isEqualTo(204);

        assertThat(postmasters.find(data())).isEmpty();
        assertThat(sockets).doesNotExist();
        assertThat(ControlFile.saysShutDown(data())).isFalse();
    }

    @Test
    void outlivesTheServiceAndIsFoundAgain() {
        MoverProcess.Answer ready = mover.put("/instances/b1", spec());
        mover.kill();
        mover.startAgain();
        MoverProcess.Answer found = mover.get("/instances/b1");
        assertThat(found.text("state")).isEqualTo("READY");
        assertThat(found.text("pid")).isEqualTo(ready.text("pid"));
        assertThat(mover.put("/instances/b1", spec()).text("pid")).isEqualTo(ready.text("pid"));
    }

    @Test
    void aRestartByTheUserIsSeenAndChangesAreKept() {
        MoverProcess.Answer ready = mover.put("/instances/c1", spec());
        Path sockets = Path.of(ready.text("socketDirectory"));
        int port = ready.body().path("port").asInt();
        SourceCluster.psql(sockets, port, "create table mine as select 1");
        Programs.postgres("pg_ctl", "-D", data().toString(), "-l", "/dev/null", "-w", "restart");
        MoverProcess.Answer found = mover.get("/instances/c1");
        assertThat(found.text("state")).isEqualTo("READY");
        assertThat(found.text("pid")).isNotEqualTo(ready.text("pid"));
        assertThat(SourceCluster.psql(sockets, port, "select count(*) from mine"))
                .isEqualTo("1");

        Programs.postgres("pg_ctl", "-D", data().toString(), "-m", "fast", "-w", "stop");
        assertThat(mover.get("/instances/c1").text("state")).isEqualTo("STOPPED");
        MoverProcess.Answer again = mover.put("/instances/c1", spec());
        assertThat(again.text("state")).as("%s", again.body()).isEqualTo("READY");
        assertThat(again.body().path("port").asInt()).isEqualTo(port);
        assertThat(again.text("reachedLsn")).isEqualTo(ready.text("reachedLsn"));
        assertThat(SourceCluster.psql(sockets, port, "select count(*) from mine"))
                .isEqualTo("1");
    }

    @Test
    void aPortThatIsKeptForTheNextOfTheSameIdIsGivenToNobodyElse() {
        Map<String, Object> spec = spec();
        int port = mover.put("/instances/k1", spec).body().path("port").asInt();
        assertThat(mover.delete("/instances/k1?keepPort=true").status()).isEqualTo(204);
        mover.kill();
        mover.startAgain();
        assertThat(mover.delete("/instances/k1?keepPort=true").status())
                .as("asked for once more")
                .isEqualTo(204);
        MoverProcess.Answer other = mover.put("/instances/k2", spec);
        assertThat(other.body().path("port").asInt()).isNotEqualTo(port);
        mover.delete("/instances/k2");
        spec.put("port", port);
        assertThat(mover.put("/instances/k2", spec).text("code")).isEqualTo("PORT_OCCUPIED");
        assertThat(mover.put("/instances/k1", spec).text("state")).isEqualTo("READY");

        assertThat(mover.delete("/instances/k1").status()).isEqualTo(204);
        assertThat(mover.put("/instances/k2", spec).text("state")).isEqualTo("READY");
    }

    @Test
    void oneThatDoesNotStopIsKilledWithoutLeavingSharedMemory() throws Exception {
        MoverProcess.Answer ready = mover.put("/instances/e1", spec());
        String pid = ready.text("pid");
        // a stopped process takes no signal but SIGKILL, like one that waits for a dead disk
        Programs.run("kill", "-STOP", pid);
        List<String> segments = new ProcessTable()
                .mappedFiles(Long.parseLong(pid)).stream()
                        .filter(f -> f.startsWith("/dev/shm/PostgreSQL."))
                        .toList();
        assertThat(mover.delete("/instances/e1").status()).isEqualTo(204);
        assertThat(new ProcessTable().find(Long.parseLong(pid))).isEmpty();
        assertThat(postmasters.serverProcesses("e1", data())).isEmpty();
        assertThat(segments).allSatisfy(file -> assertThat(Path.of(file)).doesNotExist());
        assertThat(new ProcessTable().abandonedSegments(Long.parseLong(pid))).isEmpty();
    }

    @Test
    void aForeignProcessWithThePidOfADeadOneIsLeftAlone() throws Exception {
        MoverProcess.Answer ready = mover.put("/instances/f1", spec());
        assertThat(ready.text("state")).isEqualTo("READY");
        Process foreign = new ProcessBuilder(Programs.asServerUser(List.of("sleep", "60"))).start();
        try {
            Programs.postgres("pg_ctl", "-D", data().toString(), "-m", "fast", "-w", "stop");
            Programs.run("sh", "-c", "echo " + foreign.pid() + " > " + LockFile.file(data()));
            assertThat(mover.get("/instances/f1").text("state")).isEqualTo("STOPPED");
            MoverProcess.Answer again = mover.put("/instances/f1", spec());
            assertThat(again.text("state")).as("%s", again.body()).isEqualTo("READY");
            assertThat(mover.delete("/instances/f1").status()).isEqualTo(204);
            assertThat(foreign.isAlive()).isTrue();
        } finally {
            foreign.destroyForcibly();
        }
    }

    @Test
    void whatPostgresComplainsAboutIsInTheAnswer() {
        Programs.run("sh", "-c", "echo 'wal_buffers = nonsense' >> " + data().resolve("postgresql.conf"));
        MoverProcess.Answer failed = mover.put("/instances/g1", spec());
        assertThat(failed.status()).isEqualTo(200);
        assertThat(failed.text("state")).isEqualTo("FAILED");
        assertThat(failed.body().path("error").path("code").asString()).isEqualTo("INSTANCE_FAILED_TO_START");
        assertThat(failed.body().path("error").path("detail").asString()).contains("nonsense");
        Programs.run(
                "sed", "-i", "/nonsense/d", data().resolve("postgresql.conf").toString());
        assertThat(mover.put("/instances/g1", spec()).text("state")).isEqualTo("READY");
    }

    @Test
    void whatCannotStartIsRefusedAndLeavesNothing() throws Exception {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused("PORT_OCCUPIED", "port", occupied.getLocalPort());
        }
        assertRefused("OS_USER_MISMATCH", "osUser", "daemon");
        assertRefused("MAJOR_NOT_INSTALLED", "major", 99);
        assertRefused(
                "NOT_A_DATA_DIRECTORY", "dataDirectory", mount.resolve("wal").toString());
        assertRefused("INVALID_VALUE", "dataDirectory", "relative");
        assertRefused("INVALID_VALUE", "target", Map.of("type", "LSN"));
        Programs.run("chmod", "0777", data().toString());
        assertRefused("DATA_DIRECTORY_NOT_OWNED", "osUser", Programs.SERVER_USER);
        assertThat(mover.put("/instances/UPPER", spec()).text("code")).isEqualTo("INVALID_VALUE");
    }

    private void assertRefused(String code, String field, Object value) {
        Map<String, Object> spec = spec();
        spec.put(field, value);
        assertThat(mover.put("/instances/h1", spec).text("code")).isEqualTo(code);
        assertThat(mover.get("/instances/h1").status()).isEqualTo(404);
        assertThat(mover.home().resolve("i/h1")).doesNotExist();
    }

    @Test
    void aConfigurationOutsideTheDataDirectoryAsDebianHasIt() {
        Path etc = mount.resolve("externals/etc/postgresql/15/main");
        String script = """
                set -e
                mkdir -p $1/conf.d
                mv $2/postgresql.conf $2/pg_hba.conf $2/pg_ident.conf $1/
                cat >> $1/postgresql.conf <<'CONF'
                data_directory = '/var/lib/postgresql/15/absent'
                hba_file = '/etc/postgresql/15/main/pg_hba.conf'
                ident_file = '/etc/postgresql/15/main/pg_ident.conf'
                external_pid_file = '/var/run/postgresql/absent/15-main.pid'
                include_dir = 'conf.d'
                include '/etc/postgresql/15/main/extra.conf'
                include_dir 'nowhere.d'
                ssl = on
                ssl_cert_file = '/etc/ssl/certs/absent.pem'
                ssl_key_file = '/etc/ssl/private/absent.key'
                lc_messages = 'xx_XX.UTF-8'
                shared_buffers = '100GB'
                archive_mode = on
                archive_command = 'false'
                CONF
                echo "work_mem = '7MB'" > $1/extra.conf
                echo "maintenance_work_mem = '70MB'" > $1/conf.d/a.conf
                """;
        Programs.run("sh", "-c", script, "sh", etc.toString(), data().toString());
        Map<String, Object> spec = spec();
        spec.put("externalsDirectory", mount.resolve("externals").toString());
        MoverProcess.Answer ready = mover.put("/instances/i1", spec);
        assertThat(ready.text("state")).as("%s", ready.body()).isEqualTo("READY");
        Path sockets = Path.of(ready.text("socketDirectory"));
        int port = ready.body().path("port").asInt();
        assertThat(SourceCluster.psql(
                        sockets,
                        port,
                        "select current_setting('work_mem'), current_setting('maintenance_work_mem'),"
                                + " current_setting('ssl'), current_setting('data_directory'),"
                                + " current_setting('config_file'), (select count(*) > 2 from pg_hba_file_rules)"))
                .isEqualTo("7MB|70MB|off|" + data() + "|" + etc.resolve("postgresql.conf") + "|t");
        assertThat(ready.body().path("warnings").toString())
                .contains("nowhere.d", "absent.pem", "xx_XX.UTF-8", "shared_buffers");

        Programs.postgres("pg_ctl", "-D", data().toString(), "-m", "fast", "-w", "stop");
        assertThat(mover.put("/instances/i1", spec).text("state")).isEqualTo("READY");
    }

    @Test
    void recoversAsFarAsTheWalGoesOrToAnLsn() {
        source.sql("select pg_create_restore_point('here')");
        source.sql("create table later as select 1");
        source.sql("select pg_switch_wal()");
        Programs.run(
                "sh",
                "-c",
                "for f in $(ls $1/pg_wal | grep -E '^[0-9A-F]{24}$'); do test -e $2/$f || cp $1/pg_wal/$f $2/; done",
                "sh",
                source.data().toString(),
                mount.resolve("wal").toString());
        Map<String, Object> spec = spec();
        spec.put("target", Map.of("type", "NAME", "value", "here"));
        MoverProcess.Answer ready = mover.put("/instances/j1", spec);
        assertThat(ready.text("state")).as("%s", ready.body()).isEqualTo("READY");
        assertThat(SourceCluster.psql(
                        Path.of(ready.text("socketDirectory")),
                        ready.body().path("port").asInt(),
                        "select to_regclass('later') is null"))
                .isEqualTo("t");
        mover.delete("/instances/j1");
        source.sql("drop table later");
    }

    /** Its recovery waits for somebody who writes into a pipe. */
    @Test
    void oneThatIsDeletedWhileItStartsIsToBeStartedAgain() {
        Programs.run(
                "sh",
                "-c",
                "for f in $(ls $1/pg_wal | grep -E '^[0-9A-F]{24}$'); do rm -f $2/$f; mkfifo -m 0644 $2/$f; done",
                "sh",
                data().toString(),
                mount.resolve("wal").toString());
        Map<String, Object> spec = spec();
        spec.put("target", Map.of("type", "NAME", "value", "never"));
        var put = CompletableFuture.supplyAsync(() -> mover.put("/instances/w1", spec));
        Awaitility.await().until(() -> mover.get("/instances/w1").body().has("pid"));

        assertThat(mover.delete("/instances/w1").status()).isEqualTo(204);

        assertThat(put.join().text("code")).as("%s", put.join().body()).isEqualTo("INSTANCE_INTERRUPTED");
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
