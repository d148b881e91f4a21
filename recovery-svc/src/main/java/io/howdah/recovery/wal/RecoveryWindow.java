package io.howdah.recovery.wal;

import io.howdah.openapi.problem.ProblemException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What can be reached of a cluster's history: from the end of each complete backup along the WAL that is archived
 * without a gap, on every timeline.
 */
public final class RecoveryWindow {

    private static final Comparator<BaseBackup> ORDER = Comparator.comparing(BaseBackup::stop)
            .thenComparing(BaseBackup::stoppedAt)
            .thenComparing(BaseBackup::id);

    private final String cluster;
    private final List<BaseBackup> backups;
    private final List<Route> routes;
    private final long segmentBytes;

    /** @param segmentBytes size of a WAL segment; 0 when nothing is archived */
    RecoveryWindow(String cluster, List<BaseBackup> backups, List<ArchivedTimeline> archived, long segmentBytes) {
        this.cluster = cluster;
        this.backups = backups.stream().sorted(ORDER).toList();
        this.segmentBytes = segmentBytes;
        TreeSet<Long> timelines = new TreeSet<>();
        archived.forEach(timeline -> timelines.add(timeline.timeline()));
        backups.forEach(backup -> timelines.add(backup.timeline()));
        this.routes =
                timelines.stream().map(timeline -> Route.to(timeline, archived)).toList();
    }

    /**
     * Where recovery to the goal begins.
     *
     * @param timeline as in a recovery target: {@code latest}, which null means as well, {@code current} or a number
     * @param backupId the backup to begin with; null leaves the choice open
     * @throws ProblemException INVALID_VALUE, NO_BACKUP, TIMELINE_NOT_FOUND, TIMELINE_NOT_REACHABLE
     */
    public Reach reach(Goal goal, @Nullable String timeline, @Nullable String backupId) {
        TargetTimeline wanted = TargetTimeline.of(timeline);
        List<BaseBackup> able = backups.stream()
                .filter(backup -> backupId == null || backup.id().equals(backupId))
                .toList();
        if (able.isEmpty()) {
            throw ProblemException.unprocessable(
                    "NO_BACKUP",
                    "cluster " + cluster + " has no complete backup" + (backupId == null ? "" : " " + backupId),
                    "take one by POST /api/v1/backups and wait until it is COMPLETED");
        }
        return coverage(route(wanted, able), able).reach(goal);
    }

    /**
     * The same for those who cannot go on without it.
     *
     * @param target the goal in the words of whoever asked for it, such as {@code TIME 2026-11-21T01:30:00Z}
     * @throws ProblemException TARGET_OUTSIDE_WINDOW with the nearest target that can be reached, and those above
     */
    public Reach.Possible require(Goal goal, @Nullable String timeline, @Nullable String backupId, String target) {
        return switch (reach(goal, timeline, backupId)) {
            case Reach.Possible possible -> possible;
            case Reach.Impossible impossible -> throw new TargetOutsideWindow(cluster, target, impossible);
        };
    }

    String cluster() {
        return cluster;
    }

    /** What can be reached on each timeline, the lowest first. */
    List<Coverage> coverages() {
        return routes.stream().map(route -> coverage(route, backups)).toList();
    }

    /** What can be reached on the highest timeline that some backup leads to; empty without a backup. */
    Optional<Coverage> latest() {
        return latest(backups).map(route -> coverage(route, backups));
    }

    private Coverage coverage(Route route, List<BaseBackup> able) {
        return new Coverage(
                route,
                able.stream()
                        .filter(route::leadsFrom)
                        .map(backup -> Span.of(backup, route, segmentBytes))
                        .toList());
    }

    private Route route(TargetTimeline wanted, List<BaseBackup> able) {
        return switch (wanted) {
            case TargetTimeline.Latest _ -> latest(able).orElseThrow();
            case TargetTimeline.Current _ ->
                numbered(able.stream()
                        .max(Comparator.comparing(BaseBackup::stoppedAt))
                        .orElseThrow()
                        .timeline());
            case TargetTimeline.Numbered numbered -> leadingTo(numbered.timeline(), able);
        };
    }

    private Optional<Route> latest(List<BaseBackup> able) {
        return routes.reversed().stream()
                .filter(route -> able.stream().anyMatch(route::leadsFrom))
                .findFirst();
    }

    private Route leadingTo(long timeline, List<BaseBackup> able) {
        Route route = numbered(timeline);
        if (able.stream().noneMatch(route::leadsFrom)) {
            throw ProblemException.unprocessable(
                    "TIMELINE_NOT_REACHABLE",
                    "no backup" + (able.size() == 1 ? " " + able.getFirst().id() : "") + " leads to timeline "
                            + timeline + " of cluster " + cluster,
                    "choose another timeline or backup: GET /api/v1/clusters/" + cluster + "/recovery-window");
        }
        return route;
    }

    private Route numbered(long timeline) {
        return routes.stream()
                .filter(route -> route.timeline() == timeline)
                .findFirst()
                .orElseThrow(() -> ProblemException.unprocessable(
                        "TIMELINE_NOT_FOUND",
                        "cluster " + cluster + " has no timeline " + timeline,
                        "see the timelines of GET /api/v1/clusters/" + cluster + "/recovery-window"));
    }
}
