package io.howdah.mover.dump;

import io.howdah.mover.host.PostgresInstallation;
import io.howdah.mover.host.PostgresInstallations;
import io.howdah.openapi.mover.model.Compression;
import io.howdah.openapi.problem.ProblemException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Chooses the pg_dump for a server, and speaks its dialect. */
@Component
class DumpTools {

    private static final int FIRST_MAJOR_WITH_METHODS = 16;
    private static final String FASTEST = "1";

    private final PostgresInstallations installations;

    DumpTools(PostgresInstallations installations) {
        this.installations = installations;
    }

    /** That of the server's own major; one that is older cannot read its catalog, so a newer one stands in for it. */
    PostgresInstallation forMajor(int major) {
        return Stream.concat(
                        installations.ofMajor(major).stream(),
                        installations.all().stream()
                                .filter(installation -> installation.major() > major)
                                .sorted(Comparator.comparingInt(PostgresInstallation::major)))
                .filter(DumpTools::isComplete)
                .findFirst()
                .orElseThrow(() -> ProblemException.unprocessable(
                        "PG_DUMP_TOO_OLD",
                        "this host has no pg_dump of PostgreSQL " + major
                                + " or later, and an older one cannot dump from that server",
                        "install the client programs of PostgreSQL " + major));
    }

    private static boolean isComplete(PostgresInstallation installation) {
        return Files.isExecutable(installation.program("pg_dump"))
                && Files.isExecutable(installation.program("pg_dumpall"));
    }

    /** The value of its option -Z. */
    static String compression(@Nullable Compression asked, PostgresInstallation installation) {
        if (asked == null) {
            return FASTEST;
        }
        return switch (asked.getAlgorithm()) {
            case NONE -> "0";
            case ZLIB -> asked.getLevel().toString();
            case LZ4, ZSTD -> {
                String method = asked.getAlgorithm().getValue().toLowerCase(Locale.ROOT);
                if (installation.major() < FIRST_MAJOR_WITH_METHODS) {
                    throw ProblemException.unprocessable(
                            "COMPRESSION_NOT_AVAILABLE",
                            "pg_dump " + installation.version() + " cannot compress with " + method,
                            "choose ZLIB or NONE, or leave compression out");
                }
                yield method + ":" + asked.getLevel();
            }
        };
    }

    static boolean compresses(@Nullable Compression asked) {
        return asked == null || asked.getAlgorithm() != Compression.AlgorithmEnum.NONE;
    }
}
