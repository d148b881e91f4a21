package io.howdah.recovery.wal;

import io.howdah.openapi.mover.model.ArchivedWalRange;
import io.howdah.openapi.mover.model.RepositoryTimeline;
import io.howdah.openapi.mover.model.RepositoryWal;
import io.howdah.recovery.backup.Backups;
import io.howdah.recovery.cluster.Clusters;
import io.howdah.recovery.host.Hosts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out what can be reached of a cluster's history. Asks its mover, so not for a transaction that is open. */
@Component
public class RecoveryWindows {

    private final Clusters clusters;
    private final Backups backups;
    private final Hosts hosts;

    RecoveryWindows(Clusters clusters, Backups backups, Hosts hosts) {
        this.clusters = clusters;
        this.backups = backups;
        this.hosts = hosts;
    }

    /**
     * The window as it is now. 404 CLUSTER_NOT_FOUND; {@link io.howdah.recovery.agent.AgentUnavailable} when the mover
     * beside the cluster does not say what is archived.
     */
    public RecoveryWindow of(String cluster) {
        String host = clusters.require(cluster).host();
        RepositoryWal wal = hosts.mover(host).archivedWal(cluster);
        return new RecoveryWindow(
                cluster,
                backups.completeOf(cluster).stream().map(BaseBackup::of).toList(),
                wal.getTimelines().stream().map(RecoveryWindows::timeline).toList(),
                Objects.requireNonNullElse(wal.getSegmentBytes(), 0L));
    }

    private static ArchivedTimeline timeline(RepositoryTimeline timeline) {
        return new ArchivedTimeline(
                timeline.getTimeline(),
                timeline.getRanges().stream().map(RecoveryWindows::range).toList(),
                timeline.getAncestors().stream()
                        .map(ancestor ->
                                new ArchivedTimeline.Ancestor(ancestor.getTimeline(), Lsn.parse(ancestor.getEnd())))
                        .toList());
    }

    private static ArchivedTimeline.Range range(ArchivedWalRange range) {
        var lastCommitAt = range.getLastCommitAt();
        return new ArchivedTimeline.Range(
                Lsn.parse(range.getFrom()),
                Lsn.parse(range.getTo()),
                lastCommitAt == null ? null : lastCommitAt.toInstant(),
                lsnOrNull(range.getLastCommitLsn()));
    }

    private static @Nullable Lsn lsnOrNull(@Nullable String text) {
        return text == null ? null : Lsn.parse(text);
    }
}
