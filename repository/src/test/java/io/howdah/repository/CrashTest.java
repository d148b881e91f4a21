package io.howdah.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever writing, deleting or rebuilding is cut, there is a complete backup or one that is cleaned up. */
class CrashTest {

    @TempDir
    Path directory;

    @Test
    void leavesACompleteBackupOrOneThatIsRemoved() throws IOException {
        DirectoryStorage storage = new DirectoryStorage(directory);
        Map<String, byte[]> files = files(1);
        boolean failed = true;
        for (int changes = 0; failed; changes++) {
            FailingStorage failing = new FailingStorage(storage, changes);
            boolean committed = take(failing, files);
            failed = failing.failed();
            Repository repository = Repository.open(storage);
            List<BackupControl> backups = repository.backups("demo");
            List<String> removed = repository.cleanIncomplete();
            assertThat(backups).as("cut after %d changes", changes).hasSize(committed ? 1 : 0);
            assertThat(removed.size()).as("cut after %d changes", changes).isLessThanOrEqualTo(1 - backups.size());
            if (committed) {
                assertThat(SampleBackup.damages(repository, "b1")).isEmpty();
                repository.delete("demo", "b1");
            }
            assertThat(left()).as("cut after %d changes", changes).isEmpty();
        }
    }

    private static boolean take(FailingStorage failing, Map<String, byte[]> files) throws IOException {
        try {
            SampleBackup.take(Repository.open(failing), "b1", files);
            return true;
        } catch (RepositoryException e) {
            assertThat(e.code()).isEqualTo(RepositoryException.Code.STORAGE_FAILED);
            return false;
        }
    }

    @Test
    void deletesWhollyOrLeavesWhatIsRemoved() throws IOException {
        DirectoryStorage storage = new DirectoryStorage(directory);
        boolean failed = true;
        for (int changes = 0; failed; changes++) {
            Repository repository = Repository.open(storage);
            SampleBackup.take(repository, "b1", files(2));
            FailingStorage failing = new FailingStorage(storage, changes);
            try {
                Repository.open(failing).delete("demo", "b1");
            } catch (RepositoryException e) {
                assertThat(e.code()).isEqualTo(RepositoryException.Code.STORAGE_FAILED);
            }
            failed = failing.failed();
            if (repository.backups("demo").isEmpty()) {
                repository.cleanIncomplete();
            } else {
                assertThat(SampleBackup.damages(repository, "b1")).isEmpty();
                repository.delete("demo", "b1");
            }
            assertThat(left()).as("cut after %d changes", changes).isEmpty();
        }
    }

    @Test
    void rebuildsAManifestAfterARebuildWasCut() throws IOException {
        DirectoryStorage storage = new DirectoryStorage(directory);
        Repository repository = Repository.open(storage);
        SampleBackup.take(repository, "b1", files(3));
        boolean failed = true;
        for (int changes = 0; failed; changes++) {
            FailingStorage failing = new FailingStorage(storage, changes);
            try {
                Repository.open(failing).rebuildManifest("demo", "b1");
            } catch (RepositoryException e) {
                assertThat(e.code()).isEqualTo(RepositoryException.Code.STORAGE_FAILED);
            }
            failed = failing.failed();
            assertThat(repository.cleanIncomplete()).isEmpty();
            repository.rebuildManifest("demo", "b1");
            assertThat(SampleBackup.damages(repository, "b1")).isEmpty();
        }
    }

    @Test
    void survivesKilledWriters() throws Exception {
        SplittableRandom random = new SplittableRandom();
        DirectoryStorage storage = new DirectoryStorage(directory);
        Repository repository = Repository.open(storage);
        for (int round = 0; round < 6; round++) {
            try (ChildJvm child = ChildJvm.start(Writer.class, directory.toString(), "r" + round)) {
                for (int line = random.nextInt(1, 25); line > 0; line--) {
                    child.readLine();
                }
                child.kill();
            }
            repository.cleanIncomplete();
            List<BackupControl> backups = repository.backups("demo");
            assertThat(left()).hasSameSizeAs(backups);
            for (BackupControl backup : backups) {
                assertThat(SampleBackup.damages(repository, backup.id())).isEmpty();
                repository.delete("demo", backup.id());
            }
            assertThat(left()).isEmpty();
        }
    }

    /** Takes one backup after the other until it is killed, telling of each step. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] args) throws IOException {
            DirectoryStorage storage = new DirectoryStorage(Path.of(args[0]));
            Repository repository = Repository.open(new TellingStorage(storage));
            for (int i = 0; ; i++) {
                SampleBackup.take(repository, args[1] + "-" + i, files(i));
            }
        }
    }

    private static Map<String, byte[]> files(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 3; i++) {
            files.put("data/base/5/" + i, SampleBackup.content(random, 8192 * (1 + 40 * i)));
        }
        return files;
    }

    /** What the cluster's backups have left. */
    private List<Path> left() throws IOException {
        Path backups = directory.resolve("clusters/demo/backups");
        if (!Files.exists(backups)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(backups)) {
            return list.toList();
        }
    }
}
