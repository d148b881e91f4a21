package io.howdah.openapi.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
            return file.write(source, position);
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
