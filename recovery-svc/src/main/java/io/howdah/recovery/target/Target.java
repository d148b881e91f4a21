package io.howdah.recovery.target;

import io.howdah.openapi.howdah.model.RecoveryTarget;
import io.howdah.openapi.howdah.model.RecoveryTargetType;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.wal.Goal;
import io.howdah.recovery.wal.Lsn;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A recovery target that was found to be well-formed.
 *
 * @param value as it was given; null for LATEST and IMMEDIATE
 * @param timeline {@code latest}, {@code current} or a number; null for what is usual with the type
 */
@Embeddable
public record Target(
        @Column(name = "target_type") @Enumerated(EnumType.STRING) @JdbcTypeCode(SqlTypes.VARCHAR)
        RecoveryTargetType type,

        @Column(name = "target_value") @Nullable String value,
        @Column(name = "target_inclusive") boolean inclusive,
        @Column(name = "target_timeline") @Nullable String timeline) {

    /** RFC 3339, and what PostgreSQL prints. */
    private static final DateTimeFormatter READ = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendOffset("+HH:mm", "Z")
            .toFormatter(Locale.ROOT);

    /** With a numeric offset: a server that starts does not know abbreviations yet, and Z is one. */
    private static final DateTimeFormatter WRITE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxxx", Locale.ROOT);

    private static final int LONGEST_NAME = 63;
    private static final String LSN = "[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}";
    private static final String XID = "[1-9][0-9]{0,18}";
    private static final String TIMELINE = "latest|current|[1-9][0-9]{0,9}";
    private static final long LAST_TIMELINE = 0xFFFF_FFFFL;

    static Target of(RecoveryTargetType type) {
        return new Target(type, null, true, null);
    }

    /**
     * @param absent the type when none was asked for
     * @throws ProblemException INVALID_VALUE
     */
    static Target of(@Nullable RecoveryTarget target, RecoveryTargetType absent) {
        if (target == null) {
            return of(absent);
        }
        String value = target.getValue();
        checkValue(target.getType(), value);
        checkTimeline(target.getTimeline());
        return new Target(
                target.getType(), value, Objects.requireNonNullElse(target.getInclusive(), true), target.getTimeline());
    }

    private static void checkValue(RecoveryTargetType type, @Nullable String value) {
        if (type == RecoveryTargetType.LATEST || type == RecoveryTargetType.IMMEDIATE) {
            if (value != null) {
                throw invalid("target " + type + " takes no value");
            }
            return;
        }
        if (value == null || value.isBlank()) {
            throw invalid("target " + type + " needs a value");
        }
        String wanted = switch (type) {
            case TIME -> isTime(value) ? null : "time with its offset, such as 2026-11-21T01:30:00Z";
            case LSN -> value.matches(LSN) ? null : "LSN, such as 0/3000060";
            case XID -> value.matches(XID) ? null : "transaction id, such as 742";
            case NAME ->
                value.length() <= LONGEST_NAME && value.chars().noneMatch(Character::isISOControl)
                        ? null
                        : "name of a restore point, which has up to " + LONGEST_NAME + " characters";
            case LATEST, IMMEDIATE -> null;
        };
        if (wanted != null) {
            throw invalid("target.value is no " + wanted);
        }
    }

    private static boolean isTime(String value) {
        try {
            parseTime(value);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static Instant parseTime(String value) {
        return OffsetDateTime.parse(value.replace(' ', 'T'), READ).toInstant();
    }

    private static void checkTimeline(@Nullable String timeline) {
        if (timeline != null
                && (!timeline.matches(TIMELINE)
                        || (timeline.matches("[0-9]+") && Long.parseLong(timeline) > LAST_TIMELINE))) {
            throw invalid("target.timeline is neither latest nor current nor the number of a timeline");
        }
    }

    /** Whether no archived WAL is needed to reach it. */
    public boolean isBackupItself() {
        return type == RecoveryTargetType.IMMEDIATE && (timeline == null || timeline.equals("current"));
    }

    /** Whether it is the newest there is, whatever that may be. */
    boolean isNewest() {
        return type == RecoveryTargetType.LATEST && (timeline == null || timeline.equals("latest"));
    }

    /** As a recovery window judges it. */
    Goal goal() {
        return switch (type) {
            case LATEST -> new Goal.End();
            case IMMEDIATE -> new Goal.Consistency();
            case TIME -> new Goal.Time(time(), inclusive);
            case LSN -> new Goal.Position(Lsn.parse(Objects.requireNonNull(value)));
            case XID, NAME -> new Goal.Mark();
        };
    }

    private Instant time() {
        return parseTime(Objects.requireNonNull(value));
    }

    Target on(String settledTimeline) {
        return new Target(type, value, inclusive, settledTimeline);
    }

    public RecoveryTarget toApi() {
        return new RecoveryTarget(type).value(value).timeline(timeline).inclusive(positional() ? inclusive : null);
    }

    /** For the mover that recovers, with a time as every PostgreSQL reads it. */
    public io.howdah.openapi.mover.model.RecoveryTarget toAgent() {
        return new io.howdah.openapi.mover.model.RecoveryTarget(
                        io.howdah.openapi.mover.model.RecoveryTarget.TypeEnum.fromValue(type.getValue()))
                .value(type == RecoveryTargetType.TIME ? WRITE.format(time().atOffset(ZoneOffset.UTC)) : value)
                .inclusive(positional() ? inclusive : null)
                .timeline(timeline);
    }

    /** Whether there is a before and an after. */
    private boolean positional() {
        return type == RecoveryTargetType.TIME || type == RecoveryTargetType.LSN || type == RecoveryTargetType.XID;
    }

    @Override
    public String toString() {
        return value == null ? type.getValue() : type + " " + value + (positional() && !inclusive ? ", exclusive" : "");
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(
                HttpStatus.BAD_REQUEST, "INVALID_VALUE", detail, "correct the value and send the request again");
    }
}
