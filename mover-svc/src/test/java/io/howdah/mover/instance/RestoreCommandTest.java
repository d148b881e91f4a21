package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Run by a shell, as PostgreSQL runs it. */
class RestoreCommandTest {

    private static final String SEGMENT = "000000010000000000000005";
    private static final int NO_SUCH_SEGMENT = 1;
    private static final int BROKEN = 200;

    @TempDir
    private Path directory;

    private String path = System.getenv("PATH");
    private Path wal;
    private Path target;

    @BeforeEach
    void make() throws IOException {
        wal = Files.createDirectories(directory.resolve("it's 100% \"mine\" $HOME"));
        target = directory.resolve("RECOVERYXLOG");
    }

    @Test
    void copiesWhatIsThere() throws Exception {
        Files.writeString(wal.resolve(SEGMENT), "content");
        assertThat(run()).isZero();
        assertThat(target).hasContent("content");
    }

    @Test
    void onlyAMissingSegmentLooksLikeTheEnd() throws Exception {
        assertThat(run()).isEqualTo(NO_SUCH_SEGMENT);
        assertThat(target).doesNotExist();
    }

    @Test
    void aMissingMountDoesNot() throws Exception {
        Files.delete(wal);
        assertThat(run()).isEqualTo(BROKEN);
    }

    @Test
    void norDoesASegmentThatCannotBeRead() throws Exception {
        // root may read everything but a directory
        Files.createDirectory(wal.resolve(SEGMENT));
        assertThat(run()).isEqualTo(BROKEN);
    }

    @Test
    void norATargetThatCannotBeWritten() throws Exception {
        Files.writeString(wal.resolve(SEGMENT), "content");
        target = directory.resolve("absent/RECOVERYXLOG");
        assertThat(run()).isEqualTo(BROKEN);
    }

    @Test
    void whatIsArchivedJustNowIsCopied() throws Exception {
        Path programs = Files.createDirectory(directory.resolve("bin"));
        Path late = programs.resolve("cp");
        Files.writeString(late, "#!/bin/sh\n/bin/cp \"$1\" \"$2\" || { echo content >\"$1\"; exit 1; }\n");
        assertThat(late.toFile().setExecutable(true)).isTrue();
        path = programs + ":" + path;
        assertThat(run()).isZero();
        assertThat(target).hasContent("content");
    }

    @Test
    void pgCtlRestartPassesItOnAsItIs() throws Exception {
        String command = RestoreCommand.of("/run/media/it's here/wal");
        Process shell = new ProcessBuilder("sh", "-c", "printf %s \"" + command + "\"").start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(command);
    }

    @Test
    void withoutADirectoryThereIsNothing() {
        assertThat(RestoreCommand.of(null)).isEqualTo("false");
    }

    /** What PostgreSQL puts in place of %p, %f and %% ({@code BuildRestoreCommand}). */
    private int run() throws IOException, InterruptedException {
        String command = RestoreCommand.of(wal.toString())
                .replace("%%", "\0")
                .replace("%f", SEGMENT)
                .replace("%p", target.toString())
                .replace('\0', '%');
        assertThat(command).doesNotContain("\0");
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        shell.environment().put("PATH", path);
        return shell.start().waitFor();
    }
}
