package io.howdah.mount.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpareTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private Path temporary;
    private Process process;

    @BeforeEach
    void start() throws IOException {
        temporary = Files.createDirectory(home.resolve("temporary"));
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        DirectoryWorker.class.getName(),
                        home.resolve("spare").toString(),
                        SpareOrder.WAITING)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
    }

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Test
    void removesItsTemporaryFilesWhenItIsReady() {
        await().atMost(SOON).until(() -> Files.notExists(temporary));
        assertThat(process.isAlive()).isTrue();
        assertThat(home.resolve("log")).isEmptyFile();
    }

    @Test
    void goesWhenNobodyIsLeftToGiveItAnOrder() throws Exception {
        process.getOutputStream().close();
        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(temporary).doesNotExist();
        assertThat(home.resolve("log")).isEmptyFile();
    }

    @Test
    void goesWhenItsOrderIsCutOff() throws Exception {
        try (OutputStream input = process.getOutputStream()) {
            input.write("/some/specification".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void saysWhyItCannotDoWhatItIsTold() throws Exception {
        Path specification = home.resolve("x".repeat(63) + ".json");
        try (OutputStream input = process.getOutputStream()) {
            input.write(
                    new SpareOrder(specification, "[mount=x] %5$s%6$s%n").text().getBytes(StandardCharsets.UTF_8));
        }
        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(home.resolve("log")).content().startsWith("[mount=x]").contains(specification.toString());
    }
}
