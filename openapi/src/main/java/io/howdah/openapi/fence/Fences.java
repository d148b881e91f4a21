package io.howdah.openapi.fence;

import io.howdah.openapi.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Refuses calls that come too late. A call that its maker gave up, because it was not answered in time or because the
 * maker itself was given up, may still be on its way, in a socket or in a process that hangs; done after what was asked
 * for later, it would make what nobody knows of, or remove what somebody uses. So whoever works on a thing numbers what
 * it asks for, upwards, and what has a lower number than the highest that was seen is not done.
 *
 * <p>The numbers outlive the things, for longer than any call is late. Calls without a number are always done.
 */
public final class Fences implements SmartInitializingSingleton {

    /** Carries the number. */
    public static final String HEADER = "X-Howdah-Fence";

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Duration LATEST = Duration.ofDays(30);

    private final JdbcTemplate jdbc;
    private final Clock clock;

    /** @param jdbc where the table {@code fence} is */
    public Fences(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Lets the present request do something with the thing, or says 409 CALL_OUTDATED. To be called by one at a time
     * for each thing, and before anything is done.
     *
     * @param thing its name among all that this service has
     */
    public void pass(String thing) {
        Long number = number();
        if (number == null) {
            return;
        }
        List<Long> seen = jdbc.queryForList("select number from fence where thing = ?", Long.class, thing);
        if (seen.isEmpty()) {
            jdbc.update("insert into fence (thing, number, seen_at) values (?, ?, ?)", thing, number, now());
        } else if (number < seen.getFirst()) {
            throw ProblemException.conflict(
                    "CALL_OUTDATED",
                    "this call about " + thing + " has the number " + number + " and comes after one with the number "
                            + seen.getFirst(),
                    "whoever made it was given up meanwhile, and its session is run by another");
        } else if (number > seen.getFirst()) {
            jdbc.update("update fence set number = ?, seen_at = ? where thing = ?", number, now(), thing);
        }
    }

    /** Forgets what no call can be late for any more. */
    @Override
    public void afterSingletonsInstantiated() {
        jdbc.update(
                "delete from fence where seen_at < ?",
                clock.instant().minus(LATEST).atOffset(ZoneOffset.UTC));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Long number() {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request) {
            String header = request.getRequest().getHeader(HEADER);
            if (header == null) {
                return null;
            }
            if (!NUMBER.matcher(header).matches()) {
                throw new ProblemException(
                        HttpStatus.BAD_REQUEST,
                        "INVALID_VALUE",
                        "header " + HEADER + " is not a number from 0 on",
                        "leave it out, or count upwards for each thing");
            }
            return Long.valueOf(header);
        }
        return null;
    }
}
