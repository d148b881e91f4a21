package io.howdah.recovery.agent;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The header Retry-After (RFC 9110, 10.2.3): seconds, or a date of the answering server's clock. */
final class RetryAfter {

    /** Nobody means more than that; a session that waits longer looks lost. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private RetryAfter() {}

    /** How long the server wants to be left alone, or null when it does not say. */
    static @Nullable Duration in(HttpHeaders headers) {
        String value = headers.getFirst(HttpHeaders.RETRY_AFTER);
        if (value == null) {
            return null;
        }
        Duration asked = SECONDS.matcher(value.strip()).matches()
                ? Duration.ofSeconds(Long.parseLong(value.strip()))
                : until(headers);
        if (asked == null || !asked.isPositive()) {
            return null;
        }
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }

    private static @Nullable Duration until(HttpHeaders headers) {
        try {
            long date = headers.getFirstDate(HttpHeaders.RETRY_AFTER);
            long sent = headers.getDate();
            return date < 0 ? null : Duration.ofMillis(date - (sent < 0 ? System.currentTimeMillis() : sent));
        } catch (IllegalArgumentException noDate) {
            return null;
        }
    }
}
