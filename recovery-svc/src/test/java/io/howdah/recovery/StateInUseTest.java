package io.howdah.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A second process wants the embedded database. */
@ExtendWith(OutputCaptureExtension.class)
class StateInUseTest {

    @TempDir
    Path home;

    /** Opens a database and keeps it until its input ends. */
    static final class Holder {

        static void main(String[] url) throws Exception {
            try (Connection held = DriverManager.getConnection(url[0])) {
                System.out.println(held.isValid(1) ? "open" : "broken");
                System.in.read();
            }
        }
    }

    @Test
    void isRefusedWithTheFileAndTheWayOut(CapturedOutput output) throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        "jdbc:h2:file:" + home.resolve("state/db"))
                .redirectErrorStream(true)
                .start();
        try (StubAgents agents = new StubAgents();
                var said = holder.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("open");
            assertThatThrownBy(() -> Service.start(home, agents.mountUrl(), agents.moverUrl()))
                    .hasStackTraceContaining("Database may be already in use");
            assertThat(output)
                    .contains("the state in " + home.resolve("state/db.mv.db") + " is in use by another process")
                    .contains("share their work through one PostgreSQL database");
        } finally {
            holder.destroyForcibly().waitFor();
        }
    }
}
