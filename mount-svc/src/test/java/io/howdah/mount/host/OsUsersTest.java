package io.howdah.mount.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.openapi.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OsUsersTest {

    private final OsUsers users = new OsUsers();

    @Test
    void knowsWhatThePasswordFileKnows() throws Exception {
        for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
            String[] fields = line.split(":");
            assertThat(users.find(fields[0]))
                    .hasValue(new OsUser(fields[0], Integer.parseInt(fields[2]), Integer.parseInt(fields[3])));
        }
    }

    @Test
    void saysWhomItDoesNotKnow() {
        assertThat(users.find("nobody-knows")).isEmpty();
        assertThatThrownBy(() -> users.require("nobody-knows"))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo("OS_USER_UNKNOWN"));
    }
}
