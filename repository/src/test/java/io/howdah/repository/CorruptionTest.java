package io.howdah.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.repository.RepositoryException.Code;
import io.howdah.repository.read.BackupReader;
import io.howdah.repository.read.BlockCache;
import io.howdah.repository.read.FileEntry;
import io.howdah.repository.storage.DirectoryStorage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage on storage is told, never read as content. */
class CorruptionTest {

    @TempDir
    Path directory;

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private Repository repository;

    @BeforeEach
    void take() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        files.put("data/base/5/1", SampleBackup.content(random, 50 * 8192));
        files.put("data/small", SampleBackup.content(random, 100));
        files.put("data/base/5/2", SampleBackup.content(random, 3 * 8192));
        repository = Repository.open(new DirectoryStorage(directory));
        SampleBackup.take(repository, "b1", files);
    }

    @Test
    void namesTheBlockThatIsDamaged() throws IOException {
        Path blocks = object("blocks-0.cborseq");
        flip(blocks, Files.size(blocks) / 2);
        assertThatThrownBy(this::readAll)
                .isInstanceOfSatisfying(
                        RepositoryException.class, e -> assertThat(e.code()).isEqualTo(Code.BLOCK_CORRUPT))
                .hasMessageContaining("backup b1")
                .hasMessageContaining("blocks-0.cborseq")
                .hasMessageContaining("offset ");
        RepositoryTest.assertCode(Code.BLOCK_CORRUPT, () -> repository.rebuildManifest("demo", "b1"));
        assertThat(SampleBackup.damages(repository, "b1")).hasSize(1); // the manifest was left alone
    }

    @Test
    void tellsAboutBlocksThatAreCutOffOrGone() throws IOException {
        Path blocks = object("blocks-0.cborseq");
        try (RandomAccessFile file = new RandomAccessFile(blocks.toFile(), "rw")) {
            file.setLength(Files.size(blocks) / 2);
        }
        RepositoryTest.assertCode(Code.BLOCK_CORRUPT, this::readAll);
        RepositoryTest.assertCode(Code.BLOCK_CORRUPT, () -> repository.rebuildManifest("demo", "b1"));
        Files.delete(blocks);
        RepositoryTest.assertCode(Code.BLOCK_CORRUPT, this::readAll);
    }

    @Test
    void readsRightContentOrNoneWhateverBitFlips() throws IOException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        Path blocks = object("blocks-0.cborseq");
        for (int i = 0; i < 300; i++) {
            long offset = random.nextLong(Files.size(blocks));
            flip(blocks, offset);
            readRightOrCorrupt(Code.BLOCK_CORRUPT, seed, offset);
            flip(blocks, offset);
        }
        Path manifest = object("manifest.cbor.zst");
        for (long offset = 0; offset < Files.size(manifest); offset++) {
            flip(manifest, offset);
            readRightOrCorrupt(Code.MANIFEST_CORRUPT, seed, offset);
            flip(manifest, offset);
        }
        readAll();
    }

    @Test
    void rebuildsALostManifest() throws IOException {
        Files.delete(object("manifest.cbor.zst"));
        RepositoryTest.assertCode(Code.MANIFEST_CORRUPT, this::readAll);
        repository.rebuildManifest("demo", "b1");
        readAll();
    }

    @Test
    void noticesAnyChangeOfTheControl() throws IOException {
        Path control = object("backup.control");
        for (long offset = 0; offset < Files.size(control); offset++) {
            flip(control, offset);
            RepositoryTest.assertCode(Code.CONTROL_CORRUPT, () -> repository.backup("demo", "b1"));
            flip(control, offset);
        }
    }

    private void readRightOrCorrupt(Code code, long seed, long offset) {
        try {
            readAll();
        } catch (RepositoryException e) {
            assertThat(e.code()).as("seed %d, offset %d", seed, offset).isEqualTo(code);
        }
    }

    private void readAll() {
        try (BlockCache cache = new BlockCache(1 << 20);
                BackupReader reader = repository.read("demo", "b1", cache)) {
            for (FileEntry file : reader.files()) {
                if (file.type() == FileEntry.Type.FILE) {
                    ByteBuffer content = ByteBuffer.allocate((int) file.size());
                    reader.open(file).read(0, content);
                    assertThat(content.array()).isEqualTo(files.get(file.path()));
                }
            }
        }
    }

    private Path object(String name) {
        return directory.resolve("clusters/demo/backups/b1").resolve(name);
    }

    private static void flip(Path path, long offset) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(offset);
            int value = file.read();
            file.seek(offset);
            file.write(value ^ 0x10);
        }
    }
}
