package io.howdah.mover.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageWriterTest {

    private static final int PAGE = 8192;

    @Test
    void leavesPagesOfZerosAsHoles(@TempDir Path directory) throws IOException {
        byte[] content = new byte[64 * PAGE + 100];
        Random random = new Random(1);
        for (int page : new int[] {0, 7, 8, 63}) {
            byte[] bytes = new byte[PAGE];
            random.nextBytes(bytes);
            System.arraycopy(bytes, 0, content, page * PAGE, PAGE);
        }
        content[content.length - 1] = 1;
        Path file = directory.resolve("file");
        try (RandomAccessFile target = new RandomAccessFile(file.toFile(), "rw")) {
            target.setLength(content.length);
            assertThat(PageWriter.write(target.getChannel(), ByteBuffer.wrap(content), null, 0))
                    .isEqualTo(4 * PAGE + 100);
        }

        assertThat(Files.readAllBytes(file)).isEqualTo(content);
        long blocks = allocated(file);
        assertThat(blocks).as("allocated bytes").isLessThan(content.length / 2);
    }

    @Test
    void writesOnlyPagesThatDiffer(@TempDir Path directory) throws IOException {
        byte[] old = new byte[20 * PAGE + 300];
        new Random(2).nextBytes(old);
        byte[] content = old.clone();
        content[3 * PAGE + 17]++;
        content[4 * PAGE]++;
        Arrays.fill(content, 9 * PAGE, 10 * PAGE, (byte) 0);
        content[content.length - 1]++;
        Path file = Files.write(directory.resolve("file"), old);
        try (RandomAccessFile target = new RandomAccessFile(file.toFile(), "rw")) {
            ByteBuffer present = ByteBuffer.allocate(1 << 20);
            PageWriter.readAll(target.getChannel(), present, content.length, 0);
            assertThat(PageWriter.write(target.getChannel(), ByteBuffer.wrap(content), present, 0))
                    .isEqualTo(3 * PAGE + 300);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    private static long allocated(Path file) throws IOException {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        return 512 * Long.parseLong(new String(stat.getInputStream().readAllBytes()).strip());
    }
}
