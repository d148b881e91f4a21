package io.howdah.mover.instance;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.util.unit.DataSize;

/** Amounts of memory as PostgreSQL writes them (manual, 20.1.1), and this host's. */
final class Memory {

    private static final Pattern SIZE = Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*(B|kB|MB|GB|TB)?\\s*");
    private static final long PAGE = 8192;
    private static final Map<String, Long> UNITS =
            Map.of("B", 1L, "kB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30, "TB", 1L << 40);

    private Memory() {}

    /** A number without unit counts pages of 8 KiB, as it does for shared_buffers. */
    static Optional<DataSize> parse(String value) {
        Matcher matcher = SIZE.matcher(value);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long unit = matcher.group(2) == null ? PAGE : UNITS.getOrDefault(matcher.group(2), PAGE);
        return Optional.of(DataSize.ofBytes(new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unit))
                .longValue()));
    }

    /** What this host or the container has. */
    static DataSize ofHost() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return DataSize.ofBytes(system.getTotalMemorySize());
    }
}
