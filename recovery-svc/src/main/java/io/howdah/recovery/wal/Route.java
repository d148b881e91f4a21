package io.howdah.recovery.wal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way that WAL takes to a timeline: its ancestors, each up to where the next one begins, then the timeline itself.
 *
 * @param stretches the WAL that is archived along it, in order, with gaps between them
 */
record Route(long timeline, List<ArchivedTimeline.Ancestor> ancestors, List<Stretch> stretches) {

    Route {
        ancestors = List.copyOf(ancestors);
        stretches = List.copyOf(stretches);
    }

    /** @param archived all timelines that are archived */
    static Route to(long timeline, List<ArchivedTimeline> archived) {
        List<ArchivedTimeline.Ancestor> ancestors = archived.stream()
                .filter(known -> known.timeline() == timeline)
                .flatMap(known -> known.ancestors().stream())
                .toList();
        List<Stretch> found = new ArrayList<>();
        for (ArchivedTimeline known : archived) {
            Lsn end = end(known.timeline(), ancestors);
            if (known.timeline() == timeline || end != null) {
                known.ranges().stream()
                        .filter(range -> end == null || range.from().before(end))
                        .map(range -> Stretch.of(range, end))
                        .forEach(found::add);
            }
        }
        return new Route(timeline, ancestors, joined(found));
    }

    /**
     * A timeline goes on in the segment in which its parent ended, and its first segment repeats what the parent wrote
     * there; PostgreSQL reads that one. So what overlaps belongs together.
     */
    private static List<Stretch> joined(List<Stretch> found) {
        found.sort(Comparator.comparing(Stretch::from).thenComparing(Stretch::to));
        List<Stretch> joined = new ArrayList<>();
        for (Stretch next : found) {
            if (!joined.isEmpty() && !joined.getLast().to().before(next.from())) {
                joined.add(joined.removeLast().and(next));
            } else {
                joined.add(next);
            }
        }
        return joined;
    }

    /** Whether recovery from the backup can take it. */
    boolean leadsFrom(BaseBackup backup) {
        if (backup.timeline() == timeline) {
            return true;
        }
        Lsn end = end(backup.timeline(), ancestors);
        return end != null && !end.before(backup.stop());
    }

    /** The timeline that it follows at a position. */
    long timelineAt(Lsn position) {
        return ancestors.stream()
                .filter(ancestor -> position.before(ancestor.end()))
                .findFirst()
                .map(ArchivedTimeline.Ancestor::timeline)
                .orElse(timeline);
    }

    private static @Nullable Lsn end(long timeline, List<ArchivedTimeline.Ancestor> ancestors) {
        return ancestors.stream()
                .filter(ancestor -> ancestor.timeline() == timeline)
                .findFirst()
                .map(ArchivedTimeline.Ancestor::end)
                .orElse(null);
    }
}
