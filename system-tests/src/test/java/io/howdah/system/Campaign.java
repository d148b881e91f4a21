package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/**
 * Rounds in which something happens to one process, and sessions of all operations, each at another step, meet it. All
 * have to end in success, with nothing left over and nothing done twice.
 *
 * <p>What is chosen at random follows from a seed; {@code -Dhowdah.seed} repeats a choice.
 */
final class Campaign implements AutoCloseable {

    /** What happens. Returns when it is over and the process, or its successor, is there again. */
    interface Blow {
        void strike(Victim victim, List<Long> processes, List<Cell> cells);
    }

    /** Milliseconds within which work that is under way is caught. */
    private static final int LONGEST_WORK = 700;

    private final long seed =
            Long.getLong("howdah.seed", ThreadLocalRandom.current().nextInt(1_000_000));
    private final Random random = new Random(seed);
    private final Set<String> published = ConcurrentHashMap.newKeySet();
    private final Stage stage;
    private final Matrix matrix;

    private Campaign(String what, Map<String, String> settings) {
        this.matrix = new Matrix(what + ", seed " + seed);
        this.stage = Stage.set(settings, (int) Scene.ALL.stream()
                .filter(scene -> scene.operation() == Scene.Kind.BACKUP)
                .count());
    }

    /** @param what happens to the processes, for the table */
    static Campaign begin(String what, Map<String, String> settings) {
        return new Campaign(what, settings);
    }

    Stage stage() {
        return stage;
    }

    /** The publications that are there. */
    Set<String> published() {
        return published;
    }

    /** The faults are told in the first line, which is what a summary of many tests shows. */
    void assertFlawless() {
        assertThat(matrix.faults())
                .as("seed %s, faults %s", seed, matrix.faults())
                .isEmpty();
    }

    void print(String name) {
        matrix.print(name);
    }

    /** One session for each step that can meet the process, at one of the moments. */
    void round(Victim victim, Set<Moment> moments, Blow blow) {
        List<Cell> cells = cells(victim, moments);
        stage.guard();
        Together.each(cells, Cell::begin);
        Together.each(cells, Cell::awaitStop);
        List<Integer> delays =
                cells.stream().map(cell -> random.nextInt(LONGEST_WORK)).toList();
        long begun;
        if (victim.isService()) {
            begun = letWork(cells, delays);
            blow.strike(victim, List.of(Long.valueOf(stage.suite().pid(victim.toString()))), cells);
        } else {
            begun = System.nanoTime();
            Together.each(cells, cell -> strikeOwn(victim, cell, delays.get(cells.indexOf(cell)) / 2, blow));
        }
        Together.each(cells, cell -> conclude(cell, victim, begun));
        stage.unguard();
        stage.disorder(published).forEach(found -> matrix.fault("after the round of " + victim + ": " + found));
    }

    private List<Cell> cells(Victim victim, Set<Moment> moments) {
        List<Scene> scenes = Scene.ALL.stream()
                .filter(scene -> !possible(scene, victim, moments).isEmpty())
                .toList();
        List<String> publications = publications(scenes.stream()
                .filter(scene -> scene.operation().needsPublication())
                .count());
        List<Cell> cells = new ArrayList<>();
        int cluster = 0;
        for (Scene scene : scenes) {
            List<Moment> possible = possible(scene, victim, moments);
            Moment moment = possible.get(random.nextInt(possible.size()));
            String subject = switch (scene.operation()) {
                case BACKUP -> stage.cluster(cluster++);
                case PUBLISH -> stage.backup();
                case REPUBLISH, UNPUBLISH -> publications.removeLast();
            };
            cells.add(new Cell(stage, scene, moment, subject));
        }
        return cells;
    }

    private static List<Moment> possible(Scene scene, Victim victim, Set<Moment> moments) {
        return scene.momentsOf(victim).stream().filter(moments::contains).toList();
    }

    /** So many that are published, and no longer count as such. */
    private List<String> publications(long count) {
        List<Long> missing = LongStream.range(published.size(), count).boxed().toList();
        published.addAll(Together.map(missing, number -> stage.publish()));
        List<String> chosen = new ArrayList<>(published.stream().limit(count).toList());
        published.removeAll(chosen);
        return chosen;
    }

    /** Lets the work begin that is to be under way, each at its own time before the present. */
    private static long letWork(List<Cell> cells, List<Integer> delays) {
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            Duration delay = Duration.ofMillis(delays.get(i));
            if (cell.moment == Moment.DURING) {
                Thread.ofVirtual().start(() -> {
                    sleep(delay);
                    cell.stop().letPass();
                });
            }
        }
        sleep(Duration.ofMillis(LONGEST_WORK));
        return System.nanoTime();
    }

    /** Each publication has a process of its own. */
    private void strikeOwn(Victim victim, Cell cell, int delay, Blow blow) {
        if (cell.moment == Moment.DURING) {
            cell.stop().letPass();
            cell.awaitProcess(victim);
            sleep(Duration.ofMillis(delay));
        }
        List<Long> pids = victim.of(stage.suite(), cell.id());
        // republishing has a worker for each of two editions
        int most = victim == Victim.WORKER && cell.scene.operation() == Scene.Kind.REPUBLISH ? 2 : 1;
        if (pids.size() > most || pids.isEmpty() && cell.moment != Moment.DURING) {
            matrix.fault(cell + ": it has the processes " + pids + " of the kind " + victim);
        }
        blow.strike(victim, pids, List.of(cell));
    }

    private void conclude(Cell cell, Victim victim, long begun) {
        List<String> faults = new ArrayList<>();
        boolean retried = false;
        try {
            JsonNode session = cell.awaitEndOfSession();
            if (session.path("state").asString().equals("FAILED")) {
                retried = true;
                faults.add("it FAILED: " + session.path("error"));
                Api.accepted(stage.post("/api/v1/sessions/" + cell.session() + "/retry"));
                session = stage.await("/api/v1/sessions/" + cell.session(), Set.of("SUCCEEDED"));
            }
            faults.addAll(cell.faults());
        } catch (RuntimeException | AssertionError e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        if (cell.scene.operation().leavesPublication()) {
            published.add(cell.id());
        }
        double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
        matrix.ended(cell, victim, seconds, retried, faults);
    }

    static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stage.close();
    }
}
