package io.howdah.mover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordCipherTest {

    private final PasswordCipher cipher = new PasswordCipher(new byte[32]);

    @Test
    void comesBackOnlyForItsCluster() {
        String encrypted = cipher.encrypt("main", "pässword");
        assertThat(cipher.decrypt("main", encrypted)).isEqualTo("pässword");
        assertThat(encrypted).isNotEqualTo(cipher.encrypt("main", "pässword"));
        assertThatThrownBy(() -> cipher.decrypt("other", encrypted))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("register the cluster again");
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        assertThatThrownBy(() -> new PasswordCipher(otherKey).decrypt("main", encrypted))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void makesItsKeyAtTheFirstStart(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("secret/key");
        ClusterConfiguration configuration = new ClusterConfiguration();
        String encrypted = configuration.passwordCipher(new KeyProperties(file)).encrypt("main", "x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(configuration.passwordCipher(new KeyProperties(file)).decrypt("main", encrypted))
                .isEqualTo("x");
        Files.writeString(file, "not a key");
        assertThatThrownBy(() -> configuration.passwordCipher(new KeyProperties(file)))
                .hasMessageContaining(file.toString());
    }
}
