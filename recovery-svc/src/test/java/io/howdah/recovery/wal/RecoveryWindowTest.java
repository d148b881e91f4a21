package io.howdah.recovery.wal;

import static io.howdah.openapi.howdah.model.RecoveryTargetType.IMMEDIATE;
import static io.howdah.openapi.howdah.model.RecoveryTargetType.LSN;
import static io.howdah.openapi.howdah.model.RecoveryTargetType.TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.openapi.howdah.model.RecoveryTargetType;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.wal.ArchivedTimeline.Ancestor;
import io.howdah.recovery.wal.ArchivedTimeline.Range;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Segments have 16 MB: one begins at each 0/N000000. Minutes past noon are times. */
class RecoveryWindowTest {

    private static final long SEGMENT = 16 << 20;

    /** Two backups, WAL from before the first one on. */
    private final RecoveryWindow continuous = window(
            List.of(backup("old", 1, "0/2000028", "0/2000100", 2), backup("new", 1, "0/5000028", "0/5000100", 5)),
            timeline(1, range("0/1000000", "0/8000400", 8, "0/8000300")));

    /** WAL is missing from 0/4000000 to 0/6000000; there is a backup after it. */
    private final RecoveryWindow gap = window(
            List.of(backup("old", 1, "0/2000028", "0/2000100", 2), backup("new", 1, "0/7000028", "0/7000100", 7)),
            timeline(
                    1,
                    range("0/1000000", "0/4000000", 4, "0/3FFFF00"),
                    range("0/6000000", "0/9000400", 9, "0/9000300")));

    /** The same without the backup after it. */
    private final RecoveryWindow openGap = window(
            List.of(backup("old", 1, "0/2000028", "0/2000100", 2)),
            timeline(
                    1,
                    range("0/1000000", "0/4000000", 4, "0/3FFFF00"),
                    range("0/6000000", "0/9000400", 9, "0/9000300")));

    /** Timeline 2 leaves timeline 1 at 0/4000500; both went on. */
    private final RecoveryWindow forked = window(
            List.of(
                    backup("trunk", 1, "0/2000028", "0/2000100", 2),
                    backup("left", 1, "0/6000028", "0/6000100", 6),
                    backup("branch", 2, "0/5000028", "0/5000100", 5)),
            timeline(1, range("0/1000000", "0/8000000", 8, "0/7FFFF00")),
            new ArchivedTimeline(
                    2,
                    List.of(range("0/4000000", "0/9000400", 9, "0/9000300")),
                    List.of(new Ancestor(1, Lsn.parse("0/4000500")))));

    private final RecoveryWindow bare = window(List.of(backup("only", 1, "0/2000028", "0/2000100", 2)));

    @ParameterizedTest
    @CsvSource({"2,old", "4,old", "5,new", "7,new"})
    void theNewestBackupThatStoppedBeforeATimeServesIt(int minute, String backup) {
        assertThat(continuous.reach(time(minute), null, null)).isEqualTo(new Reach.Possible(backup, 1));
        assertThat(continuous.reach(time(minute), null, "old"))
                .as("also when another one is named")
                .isEqualTo(new Reach.Possible("old", 1));
    }

    @Test
    void aTimeIsReachedOnlyWhenSomethingLaterTellsThatItHasPassed() {
        assertThat(continuous.reach(new Goal.Time(minute(8), false), null, null))
                .isEqualTo(new Reach.Possible("new", 1));
        impossible(
                continuous.reach(time(8), null, null),
                "ended at 2026-11-21T12:08:00Z",
                "new",
                TIME,
                "12:07:59.999999Z");
        impossible(continuous.reach(time(30), null, null), "ended at", "new", TIME, "12:07:59.999999Z");
    }

    @Test
    void nothingIsReachedBeforeTheEndOfABackup() {
        impossible(continuous.reach(time(1), null, null), "the oldest backup", "old", TIME, "12:02:00Z");
        impossible(continuous.reach(time(4), null, "new"), "the oldest backup", "new", TIME, "12:05:00Z");
        impossible(continuous.reach(lsn("0/2000050"), null, null), "before 0/2000100", "old", LSN, "0/2000100");
    }

    @ParameterizedTest
    @CsvSource({"0/2000100,old", "0/50000FF,old", "0/5000100,new", "0/80003FF,new"})
    void theNewestBackupBeforeAPositionServesIt(String lsn, String backup) {
        assertThat(continuous.reach(lsn(lsn), null, null)).isEqualTo(new Reach.Possible(backup, 1));
    }

    @Test
    void behindTheArchivedWalTheLastTransactionIsTheNearest() {
        impossible(continuous.reach(lsn("0/8000400"), null, null), "ends at 0/8000400", "new", LSN, "0/8000300");
    }

    @Test
    void latestAndImmediateBeginWithTheNewestBackup() {
        assertThat(continuous.reach(new Goal.End(), null, null)).isEqualTo(new Reach.Possible("new", 1));
        assertThat(continuous.reach(new Goal.Consistency(), null, null)).isEqualTo(new Reach.Possible("new", 1));
        assertThat(continuous.reach(new Goal.Consistency(), null, "old")).isEqualTo(new Reach.Possible("old", 1));
    }

    @Test
    void aMarkMayBeAnywhereInTheWalThatHasNoGap() {
        assertThat(continuous.reach(new Goal.Mark(), null, null)).isEqualTo(new Reach.Possible("old", 1));
        assertThat(gap.reach(new Goal.Mark(), null, null)).isEqualTo(new Reach.Possible("new", 1));
        assertThat(gap.reach(new Goal.Mark(), null, "old")).isEqualTo(new Reach.Possible("old", 1));
        impossible(bare.reach(new Goal.Mark(), null, null), "no transaction", "only", IMMEDIATE, null);
    }

    @Test
    void aTimeInAGapIsRefusedWithTheNearerSideOfIt() {
        String missing = "WAL from 0/4000000 to 0/6000000 on timeline 1 is missing";
        impossible(gap.reach(time(5), null, null), missing, "old", TIME, "12:03:59.999999Z");
        impossible(gap.reach(time(6), null, null), missing, "new", TIME, "12:07:00Z");
        impossible(gap.reach(lsn("0/4000000"), null, null), missing, "old", LSN, "0/3FFFF00");
        impossible(gap.reach(lsn("0/7000000"), null, null), missing, "new", LSN, "0/7000100");
        assertThat(gap.reach(time(3), null, null)).isEqualTo(new Reach.Possible("old", 1));
        assertThat(gap.reach(time(8), null, null)).isEqualTo(new Reach.Possible("new", 1));
        assertThat(gap.latest().orElseThrow().gaps())
                .containsExactly(new Gap(
                        1,
                        Lsn.parse("0/4000000"),
                        Lsn.parse("0/6000000"),
                        minute(4).minusNanos(1000),
                        minute(7)));
    }

    @Test
    void whatLiesBehindAGapIsNotLeftOutInSilence() {
        String missing = "is missing, and no backup was taken after it";
        impossible(openGap.reach(new Goal.End(), null, null), missing, "old", LSN, "0/3FFFF00");
        impossible(gap.reach(new Goal.End(), null, "old"), missing, "old", LSN, "0/3FFFF00");
        impossible(openGap.reach(time(8), null, null), "is missing", "old", TIME, "12:03:59.999999Z");
        assertThat(gap.reach(new Goal.End(), null, null)).isEqualTo(new Reach.Possible("new", 1));
        assertThat(openGap.latest().orElseThrow().gaps())
                .singleElement()
                .satisfies(open -> assertThat(open.firstAfter()).isNull());
    }

    @Test
    void aBackupAloneIsReachedAtItsEnd() {
        assertThat(bare.reach(new Goal.End(), null, null)).isEqualTo(new Reach.Possible("only", 1));
        assertThat(bare.reach(new Goal.Consistency(), null, null)).isEqualTo(new Reach.Possible("only", 1));
        impossible(bare.reach(time(3), null, null), "no transaction", "only", IMMEDIATE, null);
        impossible(bare.reach(time(1), null, null), "before 2026-11-21T12:02:00Z", "only", IMMEDIATE, null);
        Coverage coverage = bare.latest().orElseThrow();
        assertThat(coverage.from()).isEqualTo(minute(2));
        assertThat(coverage.to()).isEqualTo(minute(2));
        assertThat(coverage.gaps()).isEmpty();
    }

    /** The server switches segments when a backup ends, and the backup has the last one whole. */
    @Test
    void walThatBeginsWithTheSegmentAfterABackupFollowsIt() {
        BaseBackup backup = backup("only", 1, "0/2000028", "0/2000100", 2);
        RecoveryWindow next = window(List.of(backup), timeline(1, range("0/3000000", "0/5000000", 5, "0/4000000")));
        assertThat(next.reach(time(4), null, null)).isEqualTo(new Reach.Possible("only", 1));
        RecoveryWindow later = window(List.of(backup), timeline(1, range("0/4000000", "0/5000000", 5, "0/4000100")));
        impossible(later.reach(time(4), null, null), "WAL from 0/2000100 to 0/4000000", "only", IMMEDIATE, null);
    }

    @Test
    void latestMeansTheHighestTimelineThatABackupLeadsTo() {
        assertThat(forked.reach(new Goal.End(), null, null)).isEqualTo(new Reach.Possible("branch", 2));
        assertThat(forked.reach(time(3), "latest", null)).isEqualTo(new Reach.Possible("trunk", 2));
        assertThat(forked.reach(time(6), null, null)).isEqualTo(new Reach.Possible("branch", 2));
        assertThat(forked.reach(new Goal.End(), null, "trunk")).isEqualTo(new Reach.Possible("trunk", 2));
        assertThat(forked.reach(new Goal.End(), null, "left"))
                .as("a backup that was taken after the fork stays on its timeline")
                .isEqualTo(new Reach.Possible("left", 1));
    }

    @Test
    void aTimelineCanBeNamed() {
        assertThat(forked.reach(new Goal.End(), "1", null)).isEqualTo(new Reach.Possible("left", 1));
        assertThat(forked.reach(time(5), "1", null)).isEqualTo(new Reach.Possible("trunk", 1));
        assertThat(forked.reach(new Goal.End(), "current", "trunk")).isEqualTo(new Reach.Possible("trunk", 1));
        assertThat(forked.reach(new Goal.End(), "current", null)).isEqualTo(new Reach.Possible("left", 1));
        refused(() -> forked.reach(new Goal.End(), "3", null), "TIMELINE_NOT_FOUND");
        refused(() -> forked.reach(new Goal.End(), "2", "left"), "TIMELINE_NOT_REACHABLE");
        refused(() -> forked.reach(new Goal.End(), "newest", null), "INVALID_VALUE");
    }

    /** What the former primary alone has had is not on the way to timeline 2. */
    @Test
    void aTransactionOfAnotherBranchTellsNothing() {
        RecoveryWindow idle = window(
                List.of(backup("trunk", 1, "0/2000028", "0/2000100", 2)),
                timeline(1, range("0/1000000", "0/8000000", 8, "0/7FFFF00")),
                new ArchivedTimeline(
                        2,
                        List.of(new Range(Lsn.parse("0/4000000"), Lsn.parse("0/4000600"), null, null)),
                        List.of(new Ancestor(1, Lsn.parse("0/4000500")))));
        Coverage coverage = idle.latest().orElseThrow();
        assertThat(coverage.toLsn()).isEqualTo(Lsn.parse("0/4000600"));
        assertThat(coverage.to()).isEqualTo(minute(2));
        assertThat(idle.reach(time(7), null, null))
                .as("nobody knows: replay tells")
                .isEqualTo(new Reach.Possible("trunk", 2));
    }

    /** A promoted standby begins its timeline in a segment that the former primary never finished. */
    @Test
    void aTimelineGoesOnInTheSegmentInWhichItsParentEnded() {
        RecoveryWindow promoted = window(
                List.of(backup("trunk", 1, "0/2000028", "0/2000100", 2)),
                timeline(1, range("0/1000000", "0/4000000", 4, "0/3FFFF00")),
                new ArchivedTimeline(
                        2,
                        List.of(range("0/4000000", "0/6000400", 6, "0/6000300")),
                        List.of(new Ancestor(1, Lsn.parse("0/4000500")))));
        assertThat(promoted.reach(time(5), null, null)).isEqualTo(new Reach.Possible("trunk", 2));
        assertThat(promoted.latest().orElseThrow().gaps()).isEmpty();
    }

    @Test
    void withoutABackupThereIsNoWindow() {
        RecoveryWindow none = window(List.of(), timeline(1, range("0/1000000", "0/4000000", 4, "0/3FFFF00")));
        assertThat(none.latest()).isEmpty();
        refused(() -> none.reach(new Goal.End(), null, null), "NO_BACKUP");
        refused(() -> continuous.reach(new Goal.End(), null, "gone"), "NO_BACKUP");
    }

    @Test
    void whoNeedsItIsToldTheNearest() {
        assertThat(continuous.require(time(7), null, null, "TIME x").backupId()).isEqualTo("new");
        assertThatThrownBy(() -> continuous.require(time(1), null, null, "TIME 2026-11-21T12:01:00Z"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.code()).isEqualTo("TARGET_OUTSIDE_WINDOW");
                    assertThat(problem.detail()).contains("TIME 2026-11-21T12:01:00Z of cluster shop");
                    assertThat(problem.hint()).contains("TIME 2026-11-21T12:02:00Z on timeline 1, from backup old");
                    assertThat(problem.toProblemDetail().getProperties()).containsKey("nearest");
                });
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private static void impossible(Reach reach, String why, String backup, RecoveryTargetType type, String value) {
        assertThat(reach).isInstanceOfSatisfying(Reach.Impossible.class, impossible -> {
            assertThat(impossible.why()).contains(why);
            assertThat(impossible.nearest().backupId()).isEqualTo(backup);
            assertThat(impossible.nearest().type()).isEqualTo(type);
            if (value == null) {
                assertThat(impossible.nearest().value()).isNull();
            } else {
                assertThat(impossible.nearest().value()).endsWith(value);
            }
        });
    }

    private static RecoveryWindow window(List<BaseBackup> backups, ArchivedTimeline... archived) {
        return new RecoveryWindow("shop", backups, List.of(archived), archived.length == 0 ? 0 : SEGMENT);
    }

    private static BaseBackup backup(String id, long timeline, String start, String stop, int minute) {
        return new BaseBackup(id, timeline, Lsn.parse(start), Lsn.parse(stop), minute(minute));
    }

    private static ArchivedTimeline timeline(long timeline, Range... ranges) {
        return new ArchivedTimeline(timeline, List.of(ranges), List.of());
    }

    private static Range range(String from, String to, int lastCommitMinute, String lastCommitLsn) {
        return new Range(Lsn.parse(from), Lsn.parse(to), minute(lastCommitMinute), Lsn.parse(lastCommitLsn));
    }

    private static Goal.Time time(int minute) {
        return new Goal.Time(minute(minute), true);
    }

    private static Goal.Position lsn(String text) {
        return new Goal.Position(Lsn.parse(text));
    }

    private static Instant minute(int minute) {
        return Instant.parse("2026-11-21T12:00:00Z").plusSeconds(60L * minute);
    }
}
