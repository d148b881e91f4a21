package io.howdah.mover.bindump.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.mover.bindump.wire.Cancellation;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.cluster.TestCluster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against pages that PostgreSQL wrote. */
class PageChecksumTest {

    private static final int PAGE = PageChecksum.PAGE_SIZE;

    private static TestCluster cluster;
    private static Path table;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start();
        cluster.execute("CREATE TABLE t AS SELECT g, md5(g::text) FROM generate_series(1, 100000) g", "CHECKPOINT");
        table = cluster.data().resolve(cluster.value("SELECT pg_relation_filepath('t')"));
        cluster.stopServer("fast");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void computesWhatPostgresqlWrote() throws IOException {
        ByteBuffer pages = direct(Files.readAllBytes(table));
        PageChecksum checksum = new PageChecksum();
        assertThat(pages.capacity() / PAGE).isGreaterThan(500);
        for (int page = 0; page < pages.capacity() / PAGE; page++) {
            assertThat(checksum.compute(pages, page * PAGE, page))
                    .as("page %s", page)
                    .isEqualTo(PageHeader.checksum(pages, page * PAGE));
        }
        assertThat(checksum.compute(pages, 0, 1)).isNotEqualTo(PageHeader.checksum(pages, 0));
    }

    @Test
    void findsCorruptPagesAndOnlyThose() throws IOException {
        byte[] content = Files.readAllBytes(table);
        content[3 * PAGE + 5000] ^= 1;
        content[7 * PAGE + 8191] ^= 1;
        Arrays.fill(content, 9 * PAGE, 10 * PAGE, (byte) 0);
        assertThat(verified(content, Long.MAX_VALUE, 0)).containsExactly(3L, 7L);
        assertThat(verified(content, 1, 0))
                .as("pages younger than the start of the backup")
                .isEmpty();
        assertThat(verified(content, Long.MAX_VALUE, 131_072))
                .as("as a later segment")
                .hasSizeGreaterThan(500);
    }

    @Test
    void aPageThatWasBeingWrittenIsReadAgain() throws IOException {
        byte[] content = Files.readAllBytes(table);
        Path file = Files.write(cluster.home().resolve("again"), content);
        ByteBuffer torn = direct(content);
        torn.put(4000, (byte) ~torn.get(4000));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            assertThat(new PageVerifier(Long.MAX_VALUE).verify(channel, torn, 0, 0))
                    .isEmpty();
            assertThat(torn.get(4000)).as("the second reading counts").isEqualTo(content[4000]);
        }
    }

    @Test
    void readsPgControl() throws IOException, PgError {
        byte[] control = ControlFile.read(cluster.data(), new Cancellation());
        assertThat(control).hasSize(8192);
        control[100] ^= 1;
        assertThat(ControlFile.isIntact(control)).isFalse();
        assertThat(ControlFile.isIntact(new byte[10])).isFalse();
    }

    private static List<Long> verified(byte[] content, long startLsn, long firstBlock) throws IOException {
        Path file = Files.write(cluster.home().resolve("copy"), content);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new PageVerifier(startLsn).verify(channel, direct(content), 0, firstBlock);
        }
    }

    private static ByteBuffer direct(byte[] content) {
        return ByteBuffer.allocateDirect(content.length).put(content).flip();
    }
}
