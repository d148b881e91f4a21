package io.howdah.mover.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tar itself takes what we make. */
class TarStreamTest {

    @TempDir
    Path home;

    @Test
    void tarFindsEveryFileInIt() throws Exception {
        Path directory = Files.createDirectory(home.resolve("dump"));
        for (int size : new int[] {0, 1, 511, 512, 513, 100_000}) {
            Files.write(directory.resolve(size + ".dat"), new byte[size]);
        }
        Path archive = home.resolve("a.tar");
        try (InputStream tar = TarStream.of(directory, "shop")) {
            Files.copy(tar, archive);
        }
        Process list = new ProcessBuilder("tar", "-tvf", archive.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(list.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(list.waitFor()).as(text).isZero();
        assertThat(text.lines().map(line -> line.replaceAll(".* (\\d+) \\S+ \\S+ (\\S+)$", "$1 $2")))
                .containsExactlyInAnyOrder(
                        "0 shop/0.dat",
                        "1 shop/1.dat",
                        "511 shop/511.dat",
                        "512 shop/512.dat",
                        "513 shop/513.dat",
                        "100000 shop/100000.dat");
        assertThat(Files.size(archive) % 512).isZero();
    }
}
