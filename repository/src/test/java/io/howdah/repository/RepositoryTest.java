package io.howdah.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.repository.RepositoryException.Code;
import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.backup.BackupType;
import io.howdah.repository.backup.BackupWriter;
import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.backup.PackStream;
import io.howdah.repository.pack.Compression;
import io.howdah.repository.read.BackupReader;
import io.howdah.repository.read.BlockCache;
import io.howdah.repository.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryTest {

    private static final Map<String, byte[]> FILES =
            Map.of("data/PG_VERSION", new byte[] {'1', '5', '\n'}, "data/base/5/1259", new byte[8192 * 3]);

    @TempDir
    Path directory;

    private Repository repository;

    @BeforeEach
    void open() throws IOException {
        repository = Repository.open(new DirectoryStorage(directory));
    }

    @Test
    void isTheSameWhenOpenedAgain() throws IOException {
        assertThat(Repository.open(new DirectoryStorage(directory)).id()).isEqualTo(repository.id());
    }

    @Test
    void refusesADirectoryOfSomethingElse() throws IOException {
        Path other = Files.createDirectories(directory.resolve("other"));
        Files.writeString(other.resolve("photo"), "");
        assertCode(Code.REPOSITORY_UNSUPPORTED, () -> Repository.open(new DirectoryStorage(other)));
        Files.writeString(other.resolve("repository.json"), "{\"format\":2,\"id\":\"x\"}");
        assertCode(Code.REPOSITORY_UNSUPPORTED, () -> Repository.open(new DirectoryStorage(other)));
        Files.writeString(other.resolve("repository.json"), "{");
        assertCode(Code.REPOSITORY_UNSUPPORTED, () -> Repository.open(new DirectoryStorage(other)));
    }

    @Test
    void listsWhatWasCommitted() throws IOException {
        BackupControl first = SampleBackup.take(repository, "b1", FILES);
        SampleBackup.take(repository, "b2", FILES);
        assertThat(repository.clusters()).containsExactly("demo");
        assertThat(repository.backups("demo")).extracting(BackupControl::id).containsExactly("b1", "b2");
        assertThat(repository.backup("demo", "b1")).isEqualTo(first);
        assertThat(repository.backups("unknown")).isEmpty();
        assertThat(first.databaseBytes()).isEqualTo(3 + 8192 * 3);
        assertThat(first.corruptPages()).isEqualTo(1);
        assertThat(first.source()).isEqualTo(SampleBackup.SOURCE);
        assertThat(first.storedBytes()).isEqualTo(sizeOf("blocks-0.cborseq") + sizeOf("manifest.cbor.zst"));
        assertCode(Code.BACKUP_NOT_FOUND, () -> repository.backup("demo", "b3"));
        assertCode(Code.BACKUP_EXISTS, () -> SampleBackup.take(repository, "b1", FILES));
    }

    @Test
    void writesOneBackupOfAClusterAtATime() throws IOException {
        try (BackupWriter running = start("b1")) {
            Repository again = Repository.open(new DirectoryStorage(directory));
            assertCode(Code.BACKUP_RUNNING, () -> again.startBackup(SampleBackup.CLUSTER, "b2", BackupType.FULL, null));
            assertThat(again.cleanIncomplete()).isEmpty();
            ClusterInfo other = new ClusterInfo("other", "1", 15, 8192, 16 << 20);
            again.startBackup(other, "b1", BackupType.FULL, null).close();
            assertThat(running.rawBytes()).isZero();
        }
        start("b2").close();
    }

    @Test
    void leavesNothingOfAnAbortedBackup() throws IOException {
        try (BackupWriter writer = start("b1");
                PackStream stream = writer.stream(0)) {
            byte[] bytes = {(byte) 0x83};
            stream.append(bytes);
            assertThat(backupPath("b1")).exists();
        }
        assertThat(backupPath("b1")).doesNotExist();
        assertThat(repository.backups("demo")).isEmpty();
    }

    @Test
    void commitsCompleteStreamsOnly() throws IOException {
        try (BackupWriter writer = start("b1")) {
            assertCode(Code.BACKUP_INCOMPLETE, () -> writer.commit(SampleBackup.stop(Compression.DEFAULT)));
            PackStream stream = writer.stream(0);
            assertThatThrownBy(() -> writer.stream(0)).isInstanceOf(IllegalStateException.class);
            assertCode(Code.BACKUP_INCOMPLETE, stream::finish);
            assertCode(Code.BACKUP_INCOMPLETE, () -> writer.commit(SampleBackup.stop(Compression.DEFAULT)));
        }
        assertThat(backupPath("b1")).doesNotExist();
    }

    @Test
    void removesIncompleteBackupsWhoseWriterIsGone() throws IOException {
        SampleBackup.take(repository, "b1", FILES);
        Path left = Files.createDirectories(backupPath("b2"));
        Files.writeString(left.resolve("blocks-0.cborseq"), "half");
        assertThat(repository.backups("demo")).extracting(BackupControl::id).containsExactly("b1");
        assertThat(repository.cleanIncomplete()).containsExactly("demo/b2");
        assertThat(left).doesNotExist();
        Files.createDirectories(left);
        start("b2").close();
        assertThat(left).doesNotExist();
    }

    @Test
    void keepsABackupThatIsBeingRead() throws IOException {
        SampleBackup.take(repository, "b1", FILES);
        Repository again = Repository.open(new DirectoryStorage(directory));
        try (BlockCache cache = new BlockCache(1 << 20)) {
            try (BackupReader first = repository.read("demo", "b1", cache);
                    BackupReader second = again.read("demo", "b1", cache)) {
                assertThat(first.files()).isEqualTo(second.files());
                assertCode(Code.BACKUP_IN_USE, () -> again.delete("demo", "b1"));
                assertCode(Code.BACKUP_IN_USE, () -> again.rebuildManifest("demo", "b1"));
            }
            again.delete("demo", "b1");
            assertThat(backupPath("b1")).doesNotExist();
            assertCode(Code.BACKUP_NOT_FOUND, () -> again.delete("demo", "b1"));
            assertCode(Code.BACKUP_NOT_FOUND, () -> again.read("demo", "b1", cache));
            assertThat(backupPath("b1")).doesNotExist();
        }
    }

    @Test
    void givesANameToOneClusterOnly() throws IOException {
        SampleBackup.take(repository, "b1", FILES);
        ClusterInfo impostor = new ClusterInfo("demo", "2", 15, 8192, 16 << 20);
        assertCode(Code.CLUSTER_MISMATCH, () -> repository.startBackup(impostor, "b2", BackupType.FULL, null));
        assertThat(backupPath("b2")).doesNotExist();
        repository.delete("demo", "b1");
        repository.startBackup(impostor, "b2", BackupType.FULL, null).close();
    }

    @Test
    void refusesNamesThatLeaveTheRepository() {
        for (String name : new String[] {"..", "../x", "a/b", "", "A", ".a", "a".repeat(64), "a\n"}) {
            assertCode(Code.INVALID_NAME, () -> repository.backup("demo", name));
            assertCode(Code.INVALID_NAME, () -> repository.backups(name));
            assertCode(Code.INVALID_NAME, () -> repository.delete(name, "b1"));
            assertCode(Code.INVALID_NAME, () -> new ClusterInfo(name, "1", 15, 8192, 16 << 20));
            assertCode(Code.INVALID_NAME, () -> start(name));
        }
        for (String path : new String[] {"", "etc/passwd", "data/../x", "/data/x", "data//x", "data/.", "data/x\0"}) {
            assertCode(Code.INVALID_NAME, () -> Names.requirePath(path));
        }
        assertThat(Names.requirePath("externals/etc/postgresql/15/main/pg_hba.conf"))
                .isNotEmpty();
    }

    @Test
    void livesWithADamagedControl() throws IOException {
        SampleBackup.take(repository, "b1", FILES);
        SampleBackup.take(repository, "b2", FILES);
        Path control = backupPath("b1").resolve("backup.control");
        Files.writeString(control, Files.readString(control).replace("timeline = 1", "timeline = 2"));
        assertThat(repository.backups("demo")).extracting(BackupControl::id).containsExactly("b2");
        assertCode(Code.CONTROL_CORRUPT, () -> repository.backup("demo", "b1"));
        assertThat(repository.cleanIncomplete()).isEmpty();
        assertCode(Code.CONTROL_CORRUPT, () -> repository.delete("demo", "b2"));
        repository.delete("demo", "b1");
        repository.delete("demo", "b2");
    }

    private BackupWriter start(String id) {
        return repository.startBackup(SampleBackup.CLUSTER, id, BackupType.FULL, null);
    }

    private Path backupPath(String id) {
        return directory.resolve("clusters/demo/backups").resolve(id);
    }

    private long sizeOf(String object) throws IOException {
        try (Stream<Path> files = Files.walk(backupPath("b1"))) {
            return Files.size(
                    files.filter(file -> file.endsWith(object)).findFirst().orElseThrow());
        }
    }

    static void assertCode(Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RepositoryException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
