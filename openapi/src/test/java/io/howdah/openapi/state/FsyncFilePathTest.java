package io.howdah.openapi.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FsyncFilePathTest {

    private static final List<String> CALLS = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void register() {
        FilePath.register(new FsyncFilePath());
        FilePath.register(new ObservedFilePath());
        CALLS.clear();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:h2:fsync:observed:" + directory.resolve("db") + ";WRITE_DELAY=0");
    }

    @Test
    void aCommitIsSyncedBeforeItReturns() throws SQLException {
        try (Connection connection = connect()) {
            connection.createStatement().execute("CREATE TABLE t (n INT)");
            for (int n = 0; n < 20; n++) {
                CALLS.clear();
                connection.createStatement().execute("INSERT INTO t VALUES (" + n + ")");
                assertThat(CALLS).contains("write").endsWith("force");
            }
        }
    }

    @Test
    void isThereWhenOpenedAgain() throws SQLException {
        try (Connection connection = connect()) {
            connection.createStatement().execute("CREATE TABLE t AS SELECT 7 AS n");
        }
        assertThat(directory.resolve("db.mv.db")).isRegularFile();
        try (Connection connection = connect();
                var rows = connection.createStatement().executeQuery("SELECT n FROM t")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(7);
        }
    }

    @Test
    void aCommitWaitsForSpace() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a small file system");
        run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", directory.toString());
        try (Connection connection = connect();
                Connection reader = connect()) {
            connection.createStatement().execute("CREATE TABLE t (v VARCHAR)");
            byte[] rest = new byte[Math.toIntExact(Files.getFileStore(directory).getUsableSpace())];
            Files.write(directory.resolve("ballast"), rest);
            CompletableFuture<Void> commits = CompletableFuture.runAsync(() -> insert(connection, 50));
            Awaitility.await().until(() -> !commits.isDone() && CALLS.contains("failed"));
            try (var rows = reader.createStatement().executeQuery("SELECT count(*) FROM t")) {
                assertThat(rows.next()).as("reading goes on").isTrue();
            }
            Files.delete(directory.resolve("ballast"));
            commits.get(30, TimeUnit.SECONDS);
            try (var rows = reader.createStatement().executeQuery("SELECT count(*) FROM t")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(50);
            }
        } finally {
            run("umount", directory.toString());
        }
    }

    private static void insert(Connection connection, int count) {
        try {
            for (int n = 0; n < count; n++) {
                connection.createStatement().execute("INSERT INTO t VALUES (random_uuid() || space(20000))");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    /** The disk below, which says what is asked of it. */
    public static final class ObservedFilePath extends FilePathWrapper {

        @Override
        public String getScheme() {
            return "observed";
        }

        @Override
        public FileChannel open(String mode) throws IOException {
            return new ObservedFile(super.open(mode));
        }
    }

    private static final class ObservedFile extends FileBaseDefault {

        private final FileChannel file;

        ObservedFile(FileChannel file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            CALLS.add("write");
            try {
                return file.write(source, position);
            } catch (IOException e) {
                CALLS.add("failed");
                throw e;
            }
        }

        @Override
        public void force(boolean metaData) throws IOException {
            CALLS.add("force");
            file.force(metaData);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
