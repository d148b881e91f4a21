package io.howdah.recovery.wal;

import io.howdah.openapi.howdah.model.RecoveryTargetType;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What recovery along one route can reach.
 *
 * @param spans of the backups that it leads from, those that stopped earlier first
 */
record Coverage(Route route, List<Span> spans) {

    private static final String NO_WAL = "no transaction that ended after the backup is archived";

    Coverage {
        spans = List.copyOf(spans);
    }

    /** The spans must not be empty. */
    Reach reach(Goal goal) {
        return switch (goal) {
            case Goal.Consistency _ -> possible(spans.getLast());
            case Goal.End _ -> end();
            case Goal.Mark _ -> mark();
            case Goal.Time time ->
                newest(span -> span.reaches(time)).<Reach>map(this::possible).orElseGet(() -> impossible(time));
            case Goal.Position position ->
                newest(span -> span.reaches(position))
                        .<Reach>map(this::possible)
                        .orElseGet(() -> impossible(position));
        };
    }

    /** WAL beyond a gap exists, and who asks for the end would miss what is in it without being told. */
    private Reach end() {
        Span newest = spans.getLast();
        Optional<Gap> behind = gapAfter(newest, null);
        return behind.isEmpty()
                ? possible(newest)
                : new Reach.Impossible(behind.get() + ", and no backup was taken after it", lastTarget(newest));
    }

    private Reach mark() {
        Optional<Span> newest = newest(Span::hasWal);
        if (newest.isEmpty()) {
            return new Reach.Impossible(NO_WAL, lastTarget(spans.getLast()));
        }
        Lsn end = newest.get().end();
        return spans.stream()
                .filter(span -> span.end().equals(end))
                .findFirst()
                .<Reach>map(this::possible)
                .orElseThrow();
    }

    private Reach impossible(Goal.Time time) {
        Instant at = time.at();
        String why = why(
                span -> span.firstTime().isAfter(at),
                oldest -> "it is before " + oldest.backup().stoppedAt()
                        + ", the end of the oldest backup that leads there",
                newest -> newest.lastTime() == null
                        ? NO_WAL
                        : "the last archived transaction ended at " + newest.lastCommitAt());
        return new Reach.Impossible(
                why,
                spans.stream()
                        .flatMap(span -> Stream.ofNullable(span.nearest(at)))
                        .min(Comparator.comparing((Instant candidate) ->
                                Duration.between(at, candidate).abs()))
                        .map(found -> target(
                                span -> span.reaches(new Goal.Time(found, true)),
                                RecoveryTargetType.TIME,
                                found.toString()))
                        .orElseGet(() -> lastTarget(spans.getLast())));
    }

    private Reach impossible(Goal.Position position) {
        Lsn lsn = position.lsn();
        String why = why(
                span -> lsn.before(span.backup().stop()),
                oldest -> "it is before " + oldest.backup().stop() + ", the end of the oldest backup that leads there",
                newest -> newest.hasWal() ? "the archived WAL ends at " + newest.end() : NO_WAL);
        return new Reach.Impossible(
                why,
                spans.stream()
                        .flatMap(span -> Stream.ofNullable(span.nearest(lsn)))
                        .min(Comparator.comparing((Lsn candidate) -> distance(lsn, candidate)))
                        .map(found -> target(
                                span -> span.reaches(new Goal.Position(found)),
                                RecoveryTargetType.LSN,
                                found.toString()))
                        .orElseGet(() -> lastTarget(spans.getLast())));
    }

    /** @param later whether the backup of a span ended after the goal */
    private String why(Predicate<Span> later, Function<Span, String> before, Function<Span, String> after) {
        int next = 0;
        while (next < spans.size() && !later.test(spans.get(next))) {
            next++;
        }
        if (next == 0) {
            return before.apply(spans.getFirst());
        }
        Span last = spans.get(next - 1);
        return gapAfter(last, next == spans.size() ? null : spans.get(next))
                .map(Gap::toString)
                .orElseGet(() -> after.apply(last));
    }

    private static BigInteger distance(Lsn one, Lsn other) {
        return new BigInteger(Long.toUnsignedString(one.position()))
                .subtract(new BigInteger(Long.toUnsignedString(other.position())))
                .abs();
    }

    private Optional<Span> newest(Predicate<Span> able) {
        return spans.reversed().stream().filter(able).findFirst();
    }

    private Reach.Possible possible(Span span) {
        return new Reach.Possible(span.backup().id(), route.timeline());
    }

    private Reach.Nearest target(Predicate<Span> able, RecoveryTargetType type, String value) {
        return new Reach.Nearest(newest(able).orElseThrow().backup().id(), route.timeline(), type, value);
    }

    /** The last one that is sure to be reached. */
    private Reach.Nearest lastTarget(Span span) {
        Lsn last = span.lastPosition();
        boolean atEnd = gapAfter(span, null).isEmpty();
        RecoveryTargetType type = last == null
                ? RecoveryTargetType.IMMEDIATE
                : atEnd ? RecoveryTargetType.LATEST : RecoveryTargetType.LSN;
        return new Reach.Nearest(
                span.backup().id(),
                route.timeline(),
                type,
                type == RecoveryTargetType.LSN ? Objects.requireNonNull(last).toString() : null);
    }

    /** In the order of their positions. */
    List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            gapAfter(spans.get(i), i + 1 < spans.size() ? spans.get(i + 1) : null)
                    .ifPresent(gaps::add);
        }
        return gaps;
    }

    /** @param next the span of the next backup; null when there is none */
    private Optional<Gap> gapAfter(Span span, @Nullable Span next) {
        Lsn end = span.end();
        if (next != null && !end.before(next.backup().start())) {
            return Optional.empty();
        }
        Stream<Lsn> wal = route.stretches().stream().map(Stretch::from);
        Stream<Lsn> backup = Stream.ofNullable(next).map(later -> later.backup().start());
        Instant last = span.lastTime();
        return Stream.concat(wal, backup)
                .filter(end::before)
                .min(Comparator.naturalOrder())
                .map(to -> new Gap(
                        route.timelineAt(end),
                        end,
                        to,
                        last == null ? span.firstTime() : last,
                        next == null ? null : next.firstTime()));
    }

    /** The earliest time; null when no backup leads here. */
    @Nullable Instant from() {
        return spans.stream()
                .map(Span::firstTime)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** The latest time that can be asked for; null when no backup leads here. */
    @Nullable Instant to() {
        return spans.stream()
                .map(span -> Objects.requireNonNullElse(span.lastTime(), span.firstTime()))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    @Nullable Lsn fromLsn() {
        return spans.isEmpty() ? null : spans.getFirst().backup().stop();
    }

    @Nullable Lsn toLsn() {
        return spans.stream().map(Span::end).max(Comparator.naturalOrder()).orElse(null);
    }
}
