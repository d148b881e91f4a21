package io.howdah.recovery.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

class RetryAfterTest {

    @ParameterizedTest
    @CsvSource({"7,PT7S", "' 120 ',PT2M", "86400,PT1H"})
    void seconds(String value, Duration wait) {
        assertThat(RetryAfter.in(headers(value))).isEqualTo(wait);
    }

    @Test
    void aDateIsOneOfTheAnsweringClock() {
        HttpHeaders headers = headers("Sat, 01 Jan 2000 00:00:30 GMT");
        headers.set(HttpHeaders.DATE, "Sat, 01 Jan 2000 00:00:00 GMT");
        assertThat(RetryAfter.in(headers)).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "soon", "", "1.5", "Sat, 01 Jan 2000 00:00:30 GMT", "99999999999"})
    void nothingToWaitFor(String value) {
        assertThat(RetryAfter.in(headers(value))).isNull();
    }

    @Test
    void nothingSaid() {
        assertThat(RetryAfter.in(new HttpHeaders())).isNull();
    }

    private static HttpHeaders headers(String value) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, value);
        return headers;
    }
}
