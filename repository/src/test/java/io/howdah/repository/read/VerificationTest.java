package io.howdah.repository.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.repository.Repository;
import io.howdah.repository.SampleBackup;
import io.howdah.repository.read.Verification.Damage;
import io.howdah.repository.read.Verification.Findings;
import io.howdah.repository.storage.DirectoryStorage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {

    private static final int FILES = 300;
    private static final int SIZE = 10_000;

    @TempDir
    Path directory;

    private final BlockCache cache = new BlockCache(1 << 20);
    private Repository repository;

    @BeforeEach
    void take() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < FILES; i++) {
            files.put("data/%03d".formatted(i), SampleBackup.content(random, SIZE));
        }
        repository = Repository.open(new DirectoryStorage(directory));
        SampleBackup.take(repository, "b1", files);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void readsEveryFile() throws InterruptedException {
        try (BackupReader reader = repository.read("demo", "b1", cache)) {
            Verification verification = new Verification(reader, Findings.NONE);
            assertThat(run(verification, 3)).isEqualTo(new Findings(FILES, (long) FILES * SIZE, List.of()));
            assertThat(verification.bytesDone()).isEqualTo(verification.bytesTotal());
        }
    }

    @Test
    void goesOnWhereAnEarlierOneWas() throws InterruptedException {
        Damage known = new Damage("data/000", 0, "was found before");
        try (BackupReader reader = repository.read("demo", "b1", cache)) {
            Verification verification = new Verification(reader, new Findings(200, 200L * SIZE, List.of(known)));
            assertThat(verification.bytesDone()).isEqualTo(200L * SIZE);
            assertThat(run(verification, 2)).isEqualTo(new Findings(FILES, (long) FILES * SIZE, List.of(known)));
            assertThat(verification.bytesDone()).isEqualTo((long) FILES * SIZE);
        }
    }

    @Test
    void namesWhatIsDamaged() throws Exception {
        cut(Files.size(blocks()) * 9 / 10);
        try (BackupReader reader = repository.read("demo", "b1", cache)) {
            Findings findings = run(new Verification(reader, Findings.NONE), 2);
            assertThat(findings.files()).isEqualTo(FILES);
            assertThat(findings.damages())
                    .isNotEmpty()
                    .allSatisfy(damage -> assertThat(damage.message()).contains("backup b1", "blocks-0.cborseq"));
            assertThat(findings.damages())
                    .extracting(Damage::path)
                    .contains("data/299")
                    .doesNotContain("data/000");
        }
    }

    @Test
    void readsNoFurtherWhenTooMuchIsDamaged() throws Exception {
        cut(1000);
        try (BackupReader reader = repository.read("demo", "b1", cache)) {
            Findings findings = run(new Verification(reader, Findings.NONE), 2);
            assertThat(findings.files()).isLessThan(FILES);
            assertThat(findings.damages()).hasSizeBetween(Verification.MOST_DAMAGES, Verification.MOST_DAMAGES + 1);
        }
    }

    @Test
    void stops() throws InterruptedException {
        try (BackupReader reader = repository.read("demo", "b1", cache)) {
            Verification verification = new Verification(reader, Findings.NONE);
            verification.stop();
            assertThat(run(verification, 2)).isEqualTo(Findings.NONE);
        }
    }

    private static Findings run(Verification verification, int workers) throws InterruptedException {
        return verification.run(workers, Duration.ofSeconds(1), findings -> {});
    }

    private Path blocks() {
        return directory.resolve("clusters/demo/backups/b1/blocks-0.cborseq");
    }

    private void cut(long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(blocks().toFile(), "rw")) {
            file.setLength(size);
        }
    }
}
