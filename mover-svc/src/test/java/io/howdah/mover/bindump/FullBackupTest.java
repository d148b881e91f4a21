package io.howdah.mover.bindump;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.mover.cluster.TestCluster;
import io.howdah.repository.Repository;
import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.read.BackupReader;
import io.howdah.repository.read.BlockCache;
import io.howdah.repository.read.FileContent;
import io.howdah.repository.read.FileEntry;
import io.howdah.repository.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backups from a running cluster, into a repository, and out of it into a cluster that runs again. */
class FullBackupTest {

    private static final String HASH = "SELECT count(*) || ' ' || md5(string_agg(t::text, '' ORDER BY t::text)) FROM ";

    private static TestCluster cluster;
    private static TestListener listener;
    private static Path externalDirectory;

    @TempDir
    private Path temporary;

    @BeforeAll
    static void start() throws IOException {
        cluster = TestCluster.start("archive_mode = off", "allow_in_place_tablespaces = on");
        Path tablespace = Files.createDirectory(cluster.home().resolve("tablespace"));
        TestCluster.own(tablespace);
        cluster.execute(
                "CREATE ROLE backup LOGIN REPLICATION PASSWORD 'correct horse'",
                "CREATE TABLESPACE elsewhere LOCATION '" + tablespace + "'",
                "CREATE TABLESPACE inside LOCATION ''",
                "CREATE TABLE a AS SELECT g AS id, md5(g::text) AS text FROM generate_series(1, 50000) g",
                "CREATE TABLE b TABLESPACE elsewhere AS SELECT g AS id, md5(g::text) AS text FROM generate_series(1, 9000) g",
                "CREATE TABLE c TABLESPACE inside AS SELECT g AS id FROM generate_series(1, 9000) g",
                "CREATE INDEX ON a (text)",
                "CREATE UNLOGGED TABLE forgotten AS SELECT g AS id FROM generate_series(1, 5000) g",
                "CREATE DATABASE second TABLESPACE elsewhere");
        cluster.executeIn("second", "CREATE TABLE d AS SELECT g AS id FROM generate_series(1, 1000) g");
        externalDirectory = Files.createDirectory(cluster.home().resolve("etc"));
        Path included = externalDirectory.resolve("included.conf");
        Files.writeString(included, "work_mem = '5MB'\n");
        TestCluster.own(included);
        cluster.configure("include '" + included + "'");
        cluster.execute("SELECT pg_reload_conf()", "CHECKPOINT");
        listener = TestListener.start(cluster.local("main"));
    }

    @AfterAll
    static void stop() {
        listener.close();
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1, zstd, 1, packed, 131072", "2, zstd, 3, packed, 131072", "3, lz4, 1, raw, 131072",
        "2, zlib, 1, packed, 8192", "1, none, 1, raw, 16777216", "1, lz4, 5, packed, 40960"
    })
    void comesBackAsItWas(int workers, String algorithm, int level, String mode, int bufferSize) throws Exception {
        Repository repository = Repository.open(new DirectoryStorage(temporary.resolve("repository")));
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                cluster.execute("INSERT INTO a SELECT g, md5(g::text) FROM generate_series(1, 100) g");
            }
        });
        String compression = "COMPRESS_ALG " + algorithm + " COMPRESS_LVL " + level;
        String transfer = " TRANSFER_MODE " + mode + ", transfer_buffer_size '" + bufferSize + "'";
        BackupControl control;
        try {
            control = new PullingClient(listener, "backup", "correct horse")
                    .backup(repository, "b1", workers, "verify_checksums, " + compression + transfer, compression);
        } finally {
            done.set(true);
            writer.join();
        }
        assertThat(control.corruptPages()).isZero();
        assertThat(control.source().settings()).containsKeys("max_connections", "config_file");
        assertThat(cluster.value("SELECT count(*) FROM pg_replication_slots")).isEqualTo("0");

        Path home = Files.createTempDirectory(Path.of("/tmp"), "howdah-test-");
        List<String> paths = restore(repository, home);
        assertThat(paths)
                .contains("data/backup_label", "data/tablespace_map", "data/global/pg_control", "data/pg_wal")
                .anyMatch(path -> path.startsWith("wal/0000000100"))
                .contains("externals" + externalDirectory.resolve("included.conf"))
                .noneMatch(path -> path.contains("postmaster.pid"));
        assertThat(paths.stream().filter(path -> path.equals("data/global/pg_control")))
                .hasSize(1);
        try (TestCluster restored = TestCluster.at(home, home.resolve("data"))) {
            restored.configure(
                    "restore_command = 'cp " + home + "/wal/%f \"%p\"'",
                    "recovery_target = 'immediate'",
                    "recovery_target_action = 'promote'");
            Files.createFile(home.resolve("data/recovery.signal"));
            TestCluster.own(home.resolve("data/recovery.signal"));
            restored.startServer();
            Awaitility.await("end of recovery")
                    .until(() -> restored.value("SELECT pg_is_in_recovery()").equals("f"));
            assertThat(restored.value(HASH + "b t")).isEqualTo(cluster.value(HASH + "b t"));
            assertThat(restored.value(HASH + "c t")).isEqualTo(cluster.value(HASH + "c t"));
            assertThat(restored.value("SELECT count(*) >= 50000 FROM a")).isEqualTo("t");
            assertThat(restored.value("SELECT count(*) FROM forgotten")).isEqualTo("0");
            assertThat(restored.valueIn("second", "SELECT count(*) FROM d")).isEqualTo("1000");
            restored.execute("CREATE EXTENSION amcheck");
            assertThat(restored.value("SELECT bt_index_check('a_text_idx', true)"))
                    .isNotNull();
            restored.stopServer("fast");
            restored.program(
                    "pg_checksums", "--check", "-D", home.resolve("data").toString());
        }
    }

    /** Lays the backup out as the mount does, for a server to start on. */
    private static List<String> restore(Repository repository, Path home) throws IOException {
        List<String> paths = new ArrayList<>();
        try (BlockCache cache = new BlockCache(BlockCache.DEFAULT_BYTES);
                BackupReader reader = repository.read("main", "b1", cache)) {
            TestCluster.own(home);
            for (FileEntry entry : reader.files()) {
                paths.add(entry.path());
                Path target = home.resolve(entry.path());
                if (entry.type() == FileEntry.Type.DIRECTORY) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    write(reader.open(entry), target);
                }
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(permissions(entry.mode())));
            }
            for (FileEntry entry : reader.files()) {
                if (entry.path().matches("tablespaces/[0-9]+")) {
                    String oid = entry.path().substring("tablespaces/".length());
                    Files.createSymbolicLink(home.resolve("data/pg_tblspc/" + oid), home.resolve(entry.path()));
                }
            }
            // recovery makes the links of the map anew, so the map names the new places
            Path map = home.resolve("data/tablespace_map");
            Files.writeString(
                    map,
                    Files.readString(map)
                            .replaceAll("(?m)^([0-9]+) /.*$", "$1 " + home.resolve("tablespaces") + "/$1"));
            try (var all = Files.walk(home)) {
                for (Path path : all.toList()) {
                    TestCluster.own(path);
                }
            }
        }
        return paths;
    }

    private static void write(FileContent content, Path target) throws IOException {
        try (FileChannel out = FileChannel.open(
                target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
            for (long at = 0; at < content.size(); ) {
                buffer.clear();
                at += content.read(at, buffer);
                buffer.flip();
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
        }
    }

    private static String permissions(int mode) {
        StringBuilder text = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) {
            text.append((mode >> bit & 1) == 1 ? "xwr".charAt(bit % 3) : '-');
        }
        return text.toString();
    }
}
