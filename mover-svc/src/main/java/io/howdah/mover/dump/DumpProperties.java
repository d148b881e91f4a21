package io.howdah.mover.dump;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How databases are dumped.
 *
 * @param directories a dump goes into that one which has the most space
 * @param jobs parallel jobs of pg_dump when the request does not say; absent, the number of cores, 8 at most
 * @param stopWait how long pg_dump may take to end before it is killed
 */
@Validated
@ConfigurationProperties("howdah.mover.dump")
record DumpProperties(
        @DefaultValue({"/var/tmp", "/tmp"}) @NotEmpty List<String> directories,
        @Nullable @Min(1) @Max(64) Integer jobs,
        @DefaultValue("10s") Duration stopWait) {

    private static final int MOST_JOBS = 8;

    /** Defaults of several values are bound as texts only. */
    List<Path> places() {
        return directories.stream().map(Path::of).toList();
    }

    int jobsByDefault() {
        return jobs != null ? jobs : Math.min(MOST_JOBS, Runtime.getRuntime().availableProcessors());
    }
}
