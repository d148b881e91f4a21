package io.howdah.mover.instance;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the log of a server says of its recovery, in the words of PostgreSQL's xlogrecovery.c and xlogarchive.c (before
 * 15, xlog.c) in English. {@link RecoverySettings#legible} has it say so.
 */
record RecoveryLog(String text) {

    /** The end of the log, in which a server says what became of its recovery. */
    private static final int BYTES = 64 * 1024;

    private static final Pattern RESTORED = Pattern.compile("restored log file \"([0-9A-F]{24})\" from archive");
    private static final Pattern NOT_RESTORED =
            Pattern.compile("FATAL: .*could not restore file \"([0-9A-Z.a-z]+)\" from archive");
    private static final Pattern REDO_DONE = Pattern.compile("redo done at ([0-9A-F]{1,8}/[0-9A-F]{1,8})");
    private static final Pattern LAST_TRANSACTION = Pattern.compile(
            "last completed transaction was at log time (\\S+ \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?[+-]\\d\\d(?::\\d\\d)?)");
    private static final Pattern KILLED = Pattern.compile("startup process \\(PID \\d+\\) was terminated by signal");

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .appendOffset("+HH:mm", "+00")
            .toFormatter();

    /** Empty when it cannot be read. */
    static Optional<RecoveryLog> of(ServerLog log) {
        try {
            return Optional.of(new RecoveryLog(log.end(BYTES)));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The segment that was taken from the archive last, and is being replayed. */
    Optional<String> restored() {
        return last(RESTORED);
    }

    /** The file that could not be taken from the archive, for another reason than that it is not there. */
    Optional<String> notRestored() {
        return last(NOT_RESTORED);
    }

    /** The last record that was replayed. */
    Optional<String> redoDone() {
        return last(REDO_DONE);
    }

    /** When the last transaction that was replayed had ended. */
    Optional<Instant> lastTransaction() {
        return last(LAST_TRANSACTION)
                .map(time -> OffsetDateTime.parse(time, TIME).toInstant());
    }

    boolean endedBeforeTarget() {
        return text.contains("recovery ended before configured recovery target was reached");
    }

    boolean targetBeforeConsistency() {
        return text.contains("requested recovery stop point is before consistent recovery point");
    }

    boolean endedBeforeConsistency() {
        return text.contains("WAL ends before end of online backup")
                || text.contains("WAL ends before consistent recovery point");
    }

    boolean timelineUnreachable() {
        return text.contains("is not a child of this server's history")
                || (text.contains("recovery target timeline") && text.contains("does not exist"));
    }

    /** The process that recovers was ended by somebody, and with it the server. */
    boolean killed() {
        return KILLED.matcher(text).find();
    }

    private Optional<String> last(Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        String found = null;
        while (matcher.find()) {
            found = matcher.group(1);
        }
        return Optional.ofNullable(found);
    }
}
