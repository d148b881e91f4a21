package io.howdah.openapi.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.openapi.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordCipherTest {

    @TempDir
    Path directory;

    @Test
    void whatIsEncryptedComesBackWithTheKeyForItsClusterOnly() throws Exception {
        Path key = directory.resolve("key");
        PasswordCipher cipher = new PasswordCipher(key);
        String stored = cipher.encrypt("shop", "correct hörse");
        assertThat(stored).doesNotContain("horse").isNotEqualTo(cipher.encrypt("shop", "correct hörse"));
        assertThat(new PasswordCipher(key).decrypt("shop", stored)).isEqualTo("correct hörse");
        assertThatThrownBy(() -> cipher.decrypt("other", stored)).isInstanceOf(ProblemException.class);
        Files.delete(key);
        assertThatThrownBy(() -> new PasswordCipher(key).decrypt("shop", stored))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo("PASSWORD_UNREADABLE"));
    }
}
