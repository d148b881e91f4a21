package io.howdah.recovery.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegistrationTest {

    @Test
    void doesNotPrintItsPassword() {
        var registration = new Registration("shop", "local", "/pgdata", 5432, null, "postgres", "correct horse", null);
        assertThat(registration.toString()).contains("shop").doesNotContain("horse");
    }
}
