package io.howdah.mover.instance;

import io.howdah.mover.host.PostgresInstallation;
import io.howdah.repository.wal.Lsn;
import io.howdah.repository.wal.WalSegment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far a recovery has come: what lies before the segment that it took from the archive last is replayed. Nobody can
 * connect to a server that recovers, so its log is asked, and the segment, which PostgreSQL keeps in pg_wal, for a
 * time.
 */
public final class Replay {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration DUMP = Duration.ofSeconds(5);
    private static final int LOG_BYTES = 8192;

    private static final Pattern TRANSACTION = Pattern.compile(
            "desc: (?:COMMIT|ABORT)\\S* (?:\\d+: )?(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?) UTC");

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .toFormatter();

    private final Path wal;
    private final ServerLog log;
    private final PostgresInstallation installation;
    private String segment = "";
    private @Nullable Position position;
    private long looked = System.nanoTime();

    /**
     * @param lsn all before it is replayed
     * @param time of the first transaction that ended behind it; null when there is none in the segment
     */
    public record Position(String lsn, @Nullable Instant time) {}

    Replay(Path data, ServerLog log, PostgresInstallation installation) {
        this.wal = data.resolve("pg_wal");
        this.log = log;
        this.installation = installation;
    }

    /** Empty as long as no segment was taken from the archive. */
    public synchronized Optional<Position> position() {
        if (System.nanoTime() - looked >= LOOK_AGAIN.toNanos()) {
            look();
            looked = System.nanoTime();
        }
        return Optional.ofNullable(position);
    }

    private void look() {
        try {
            String newest = new RecoveryLog(log.end(LOG_BYTES)).restored().orElse(segment);
            Path file = wal.resolve(newest);
            if (!newest.equals(segment) && Files.exists(file)) {
                int size = Math.toIntExact(Files.size(file));
                long start = WalSegment.parse(newest, size).startLsn(size);
                position = new Position(Lsn.format(start), firstTransaction(file));
                segment = newest;
            }
        } catch (IOException | ArithmeticException segmentGone) {
            // what was known holds until the next look
        }
    }

    private @Nullable Instant firstTransaction(Path file) throws IOException {
        Path program = installation.program("pg_waldump");
        if (!Files.isExecutable(program)) {
            return null;
        }
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(), "--rmgr=Transaction", "--limit=1", file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("TZ", "UTC");
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try (var output = process.getInputStream()) {
            // a line or two: it fits into the pipe
            if (!process.waitFor(DUMP.toMillis(), TimeUnit.MILLISECONDS)) {
                return null;
            }
            Matcher found = TRANSACTION.matcher(new String(output.readAllBytes(), StandardCharsets.UTF_8));
            return found.find() ? LocalDateTime.parse(found.group(1), TIME).toInstant(ZoneOffset.UTC) : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            process.destroyForcibly();
        }
    }
}
