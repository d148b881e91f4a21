package io.howdah.system;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * Publishes and unpublishes, and beside that backs up and deletes, round after round; and remembers what it was told.
 */
final class Traffic {

    /** What is being done with the publication of the present round, since that was accepted. */
    enum Phase {
        PUBLISH,
        UNPUBLISH
    }

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Until it is known how long a phase takes. */
    private static final long FIRST_GUESS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Api api;
    private final Map<String, ?> publication;
    private final Map<String, ?> backup;
    private final Set<String> made = ConcurrentHashMap.newKeySet();
    private final Set<String> removing = ConcurrentHashMap.newKeySet();
    private final Set<String> removed = ConcurrentHashMap.newKeySet();
    private final Map<Phase, Long> lengths = new EnumMap<>(Phase.class);
    private Turn turn = new Turn(0, Phase.UNPUBLISH, System.nanoTime());
    private List<CompletableFuture<Void>> rounds = List.of();
    private volatile boolean stopped;

    private record Turn(int number, Phase phase, long since) {}

    /**
     * @param publication the request for what is published
     * @param backup the request for what is backed up
     */
    Traffic(Api api, Map<String, ?> publication, Map<String, ?> backup) {
        this.api = api;
        this.publication = publication;
        this.backup = backup;
    }

    void start() {
        rounds = List.of(again(this::publishAndUnpublish), again(this::backUpAndDelete));
    }

    private CompletableFuture<Void> again(Runnable round) {
        return CompletableFuture.runAsync(
                () -> {
                    while (!stopped) {
                        round.run();
                    }
                },
                task -> Thread.ofPlatform().name("traffic").start(task));
    }

    private void publishAndUnpublish() {
        String path = make("/api/v1/publications", publication);
        begin(Phase.PUBLISH);
        api.await(path, "PUBLISHED", Set.of("FAILED", "UNPUBLISHED"));
        remove(path);
        begin(Phase.UNPUBLISH);
        api.await(path, "UNPUBLISHED", Set.of("FAILED"));
    }

    private void backUpAndDelete() {
        String path = make("/api/v1/backups", backup);
        api.await(path, "COMPLETED", Set.of("FAILED", "CANCELED"));
        remove(path);
    }

    private String make(String collection, Map<String, ?> body) {
        String path = collection + "/"
                + Api.accepted(api.post(collection, body)).path("id").asString();
        made.add(path);
        return path;
    }

    private void remove(String path) {
        removing.add(path);
        Api.accepted(api.delete(path));
        removed.add(path);
    }

    private synchronized void begin(Phase next) {
        long now = System.nanoTime();
        lengths.put(turn.phase(), now - turn.since());
        turn = new Turn(turn.number() + 1, next, now);
    }

    private synchronized Turn turn() {
        return turn;
    }

    private synchronized long length(Phase phase) {
        return lengths.getOrDefault(phase, FIRST_GUESS);
    }

    /** Returns at a random moment of the next such phase, or shortly after it. */
    void awaitMoment(Phase phase) {
        int before = turn().number();
        Awaitility.await(phase + " begins")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    rounds.stream().filter(CompletableFuture::isDone).forEach(CompletableFuture::join);
                    Turn now = turn();
                    return now.number() > before && now.phase() == phase;
                });
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(length(phase)));
    }

    /** Publications and backups, as paths of the API, whose making was acknowledged. */
    Set<String> made() {
        return Set.copyOf(made);
    }

    /** Those whose removal was asked for. */
    Set<String> removing() {
        return Set.copyOf(removing);
    }

    /** Those whose removal was acknowledged. */
    Set<String> removed() {
        return Set.copyOf(removed);
    }

    /** Returns when the present round is over. */
    void stop() {
        stopped = true;
        rounds.forEach(CompletableFuture::join);
    }
}
