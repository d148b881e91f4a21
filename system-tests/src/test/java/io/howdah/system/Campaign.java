package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Rounds in which something happens to one process, and sessions of all operations, each at another step, meet it. All
 * have to end in success, with nothing left over and nothing done twice. Rounds mostly wait: with
 * {@code -Dhowdah.lanes=2} two suites share them.
 *
 * <p>With {@code -Dhowdah.thorough=true} each step meets each process; by default only some do: those steps that call
 * the process first, and then those that have met the fewest; {@code -Dhowdah.steps} says how many. What is chosen at
 * random follows from a seed; {@code -Dhowdah.seed} repeats a choice.
 */
final class Campaign implements AutoCloseable {

    /** How many steps meet a process when not all of them do. */
    private static final int SAMPLE = Integer.getInteger("howdah.steps", 3);

    /** Sessions of a round; more than the machine has cores for would rather measure that. */
    private static final int MOST_AT_ONCE = 12;

    private static final int LANES = Integer.getInteger("howdah.lanes", 1);

    private final long seed =
            Long.getLong("howdah.seed", ThreadLocalRandom.current().nextInt(1_000_000));
    private final Random random = new Random(seed);
    private final Map<Scene, Integer> met = new HashMap<>();
    private final Queue<Round> rounds = new ConcurrentLinkedQueue<>();
    private final Matrix matrix;
    private final List<Lane> lanes;

    private Campaign(Matrix matrix, List<Lane> lanes) {
        this.matrix = matrix;
        this.lanes = lanes;
    }

    /** @param what happens to the processes, for the table */
    static Campaign begin(String what, Map<String, String> settings) {
        Matrix matrix = new Matrix(what);
        List<Lane> lanes = Collections.synchronizedList(new ArrayList<>());
        try {
            Together.each(IntStream.range(0, LANES).boxed().toList(), number -> lanes.add(Lane.open(settings, matrix)));
            return new Campaign(matrix, lanes);
        } catch (AssertionError | RuntimeException e) {
            lanes.forEach(Lane::close);
            throw e;
        }
    }

    /** One that is at rest as long as no rounds are run. */
    Lane lane() {
        return lanes.getFirst();
    }

    /** The faults are told in the first line, which is what a summary of many tests shows. */
    void assertFlawless() {
        assertThat(matrix.faults())
                .as("seed %s, faults %s", seed, matrix.faults())
                .isEmpty();
    }

    /** Adds a round to those that are to be run: a session for each step that can meet the process. */
    void add(Victim victim, Set<Moment> moments, Blow blow) {
        List<Scene> scenes = new ArrayList<>(Scene.ALL.stream()
                .filter(scene -> !Collections.disjoint(scene.momentsOf(victim), moments))
                .toList());
        if (!Thorough.on()) {
            Collections.shuffle(scenes, random);
            scenes.sort(Comparator.comparing((Scene scene) -> !scene.isAboveAllOf(victim))
                    .thenComparing(scene -> met.getOrDefault(scene, 0)));
            scenes = scenes.subList(0, Math.min(SAMPLE, scenes.size()));
        }
        scenes.forEach(scene -> met.merge(scene, 1, Integer::sum));
        for (int from = 0; from < scenes.size(); from += MOST_AT_ONCE) {
            List<Scene> together = scenes.subList(from, Math.min(from + MOST_AT_ONCE, scenes.size()));
            rounds.add(new Round(
                    victim,
                    together.stream()
                            .map(scene -> meeting(scene, victim, moments))
                            .toList(),
                    blow));
        }
    }

    private Round.Meeting meeting(Scene scene, Victim victim, Set<Moment> moments) {
        List<Moment> possible =
                scene.momentsOf(victim).stream().filter(moments::contains).toList();
        return new Round.Meeting(scene, possible.get(random.nextInt(possible.size())), random.nextDouble());
    }

    /** Runs the rounds that were added, prints what came of them and keeps it as a file of that name. */
    void run(String name) {
        try {
            Together.each(lanes, lane -> {
                for (Round round = rounds.poll(); round != null; round = rounds.poll()) {
                    lane.run(round);
                }
            });
        } finally {
            matrix.print(
                    name,
                    "seed " + seed + (Thorough.on() || SAMPLE >= Scene.ALL.size() ? "" : ", a sample of the steps"));
        }
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
        Together.each(lanes, Lane::close);
    }
}
