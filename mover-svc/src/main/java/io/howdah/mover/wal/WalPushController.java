package io.howdah.mover.wal;

import io.howdah.mover.cluster.Clusters;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.repository.RepositoryException;
import io.howdah.repository.wal.TimelineHistory;
import io.howdah.repository.wal.WalSegment;
import io.howdah.repository.wal.WalWriter;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes what archive_command pushes: {@code curl -T %p .../wal/<cluster>/%f}. Not in the contract between the services,
 * because PostgreSQL is the caller, and a segment is not to be held in memory. The answer is success only when the file
 * is on disk in the repository.
 */
@RestController
class WalPushController {

    private static final Logger LOG = LoggerFactory.getLogger(WalPushController.class);
    private static final Pattern SEGMENT = Pattern.compile("([0-9A-F]{24})(\\.partial)?");
    private static final Pattern HISTORY = Pattern.compile("[0-9A-F]{8}\\.history");

    /** Says in the server's archive when a base backup was taken; our backups say that themselves. */
    private static final Pattern BACKUP_HISTORY = Pattern.compile("[0-9A-F]{24}\\.[0-9A-F]{8}\\.backup");

    private static final int LONGEST_HISTORY = 1 << 20;

    private final Clusters clusters;
    private final WalSources sources;
    private final WalWriters writers;

    WalPushController(Clusters clusters, WalSources sources, WalWriters writers) {
        this.clusters = clusters;
        this.sources = sources;
        this.writers = writers;
    }

    @PutMapping(WalPushAccess.PATH + "{cluster}/{file}")
    ResponseEntity<Void> push(@PathVariable String cluster, @PathVariable String file, InputStream content) {
        clusters.get(cluster);
        try {
            archive(cluster, file, content);
        } catch (RepositoryException | SQLException | IOException e) {
            ProblemException problem = WalProblems.of(cluster, e);
            LOG.warn("cluster {}: {} that was pushed is refused: {}", cluster, file, problem.detail());
            throw problem;
        }
        return ResponseEntity.noContent().build();
    }

    private void archive(String cluster, String file, InputStream content) throws SQLException, IOException {
        Matcher segment = SEGMENT.matcher(file);
        if (segment.matches()) {
            WalWriter archive = writers.of(sources.of(cluster));
            WalSegment name =
                    WalSegment.parse(segment.group(1), archive.archive().segmentSize());
            if (segment.group(2) == null) {
                archive.put(name, content);
            } else {
                archive.putPartial(name, content);
            }
        } else if (HISTORY.matcher(file).matches()) {
            writers.of(sources.of(cluster))
                    .putHistory(TimelineHistory.timelineOf(file), content.readNBytes(LONGEST_HISTORY));
        } else if (!BACKUP_HISTORY.matcher(file).matches()) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_NAME",
                    "\"" + file + "\" is not the name of a file that PostgreSQL archives",
                    "archive_command passes it as %f");
        }
    }
}
