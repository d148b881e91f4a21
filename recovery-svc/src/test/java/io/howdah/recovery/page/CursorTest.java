package io.howdah.recovery.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.openapi.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @Test
    void comesBackForItsOwnList() {
        String cursor = Cursor.encode("backups", "20261121t013000-k3v9qa");
        assertThat(cursor).doesNotContain("=").doesNotContain("2026");
        assertThat(Cursor.decode("backups", cursor)).isEqualTo("20261121t013000-k3v9qa");
        assertThat(Cursor.decode("backups", null)).isNull();
        assertThatThrownBy(() -> Cursor.decode("sessions", cursor)).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "YmFja3Vwcw", "YmFja3Vwczo", "YmFja3VwczpBJyBPUg"})
    void whatWeDidNotGiveOutIsRefused(String cursor) {
        assertThatThrownBy(() -> Cursor.decode("backups", cursor))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo("INVALID_CURSOR"));
    }
}
