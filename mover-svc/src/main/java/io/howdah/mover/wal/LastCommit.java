package io.howdah.mover.wal;

import io.howdah.mover.host.PostgresInstallation;
import io.howdah.mover.host.PostgresInstallations;
import io.howdah.repository.wal.WalArchive;
import io.howdah.repository.wal.WalRange;
import io.howdah.repository.wal.WalSegment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * When the last transaction of archived WAL ended: recovery can be told to stop at a time only when something later is
 * there to tell it that the time has passed. pg_waldump reads the segments, as it knows every version's records.
 */
@Component
class LastCommit {

    /** A server that writes this many segments without one transaction is loading data: then the time is not known. */
    private static final int SEGMENTS_TO_LOOK_INTO = 8;

    private static final Pattern TRANSACTION = Pattern.compile(
            "lsn: ([0-9A-F]+/[0-9A-F]+), .*desc: (?:COMMIT|ABORT)\\S* (?:\\d+: )?(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?) UTC");

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .toFormatter();

    /** XLOG_PAGE_MAGIC of each major. */
    private static final Map<Integer, Integer> MAJORS =
            Map.of(0xD106, 13, 0xD10D, 14, 0xD110, 15, 0xD113, 16, 0xD116, 17, 0xD118, 18);

    private final PostgresInstallations installations;
    private final WalProperties properties;

    /** The newest of each timeline; archived WAL does not change. */
    private final Map<String, Found> found = new ConcurrentHashMap<>();

    /** @param lsn where the record of its end begins */
    record Transaction(String lsn, Instant endedAt) {}

    private record Found(long end, @Nullable Transaction last) {}

    LastCommit(PostgresInstallations installations, WalProperties properties) {
        this.installations = installations;
        this.properties = properties;
    }

    @Nullable Transaction in(String cluster, WalArchive archive, WalRange range) throws IOException, InterruptedException {
        String key = cluster + "/" + range.timeline() + "/" + range.from();
        Found known = found.get(key);
        if (known != null && known.end() == range.to()) {
            return known.last();
        }
        Transaction last = lookUp(archive, range);
        if (last == null && known != null) {
            // none in what has come since
            last = known.last();
        }
        found.put(key, new Found(range.to(), last));
        return last;
    }

    private @Nullable Transaction lookUp(WalArchive archive, WalRange range) throws IOException, InterruptedException {
        int segmentSize = archive.segmentSize();
        WalSegment segment = WalSegment.at(range.timeline(), range.to() - 1, segmentSize);
        Files.createDirectories(properties.stagingDirectory());
        Path directory = Files.createTempDirectory(properties.stagingDirectory(), ".look-");
        try {
            for (int count = 0; count < SEGMENTS_TO_LOOK_INTO; count++) {
                if (Long.compareUnsigned(segment.startLsn(segmentSize), range.from()) < 0) {
                    return null;
                }
                Path file = directory.resolve(segment.name(segmentSize));
                try (InputStream content = archive.open(segment)) {
                    Files.copy(content, file);
                }
                Transaction last = last(file);
                if (last != null) {
                    return last;
                }
                segment = new WalSegment(segment.timeline(), segment.number() - 1);
            }
            return null;
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private @Nullable Transaction last(Path segment) throws IOException, InterruptedException {
        PostgresInstallation installation =
                installations.ofMajor(major(segment)).orElse(null);
        if (installation == null) {
            return null;
        }
        ProcessBuilder builder = new ProcessBuilder(
                        installation.program("pg_waldump").toString(), "--rmgr=Transaction", segment.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("TZ", "UTC");
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        Transaction last = null;
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher transaction = TRANSACTION.matcher(line);
                if (transaction.find()) {
                    last = new Transaction(
                            transaction.group(1),
                            LocalDateTime.parse(transaction.group(2), TIME).toInstant(ZoneOffset.UTC));
                }
            }
        }
        // where the WAL ends, in the middle of a segment, is an error to it
        process.waitFor();
        return last;
    }

    /** 0 for one that is not known. */
    private static int major(Path segment) throws IOException {
        try (InputStream content = Files.newInputStream(segment)) {
            ByteBuffer magic = ByteBuffer.wrap(content.readNBytes(Short.BYTES)).order(ByteOrder.nativeOrder());
            return MAJORS.getOrDefault(Short.toUnsignedInt(magic.getShort()), 0);
        }
    }
}
