package io.howdah.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;

/** A stage on which one round after another is run. */
final class Lane implements AutoCloseable {

    /** Milliseconds within which work that is under way is caught. */
    private static final int LONGEST_WORK = 700;

    /** Milliseconds within which a session is caught at any time. */
    private static final int LONGEST_SESSION = 2500;

    private static final Path LOGS = Path.of("target/faults");

    private final Stage stage;
    private final Matrix matrix;
    private final Set<String> published = ConcurrentHashMap.newKeySet();
    /** No session is about it, and everything that happens happens to it too: it has to keep its changes. */
    private final String bystander;

    private int changes;

    private Lane(Stage stage, Matrix matrix) {
        this.stage = stage;
        this.matrix = matrix;
        this.bystander = stage.publish();
    }

    static Lane open(Map<String, String> settings, Matrix matrix) {
        Stage stage = Stage.set(settings, (int) Scene.ALL.stream()
                .filter(scene -> scene.operation() == Scene.Kind.BACKUP)
                .count());
        try {
            return new Lane(stage, matrix);
        } catch (AssertionError | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    Stage stage() {
        return stage;
    }

    /** What should not be there, or is missing, when no session runs. */
    List<String> disorder() {
        Set<String> all = new HashSet<>(published);
        all.add(bystander);
        return stage.disorder(all);
    }

    void run(Round round) {
        Map<Cell, Round.Meeting> cells = cells(round);
        stage.change(bystander);
        changes++;
        List<Cell> all = List.copyOf(cells.keySet());
        Together.each(all, Cell::prepare);
        stage.guard();
        List<Cell> stopped =
                all.stream().filter(cell -> !cell.scene.isAnyTime()).toList();
        Together.each(stopped, Cell::begin);
        Together.each(stopped, Cell::awaitStop);
        long begun;
        if (round.victim().isService()) {
            letWork(cells);
            begun = System.nanoTime();
            long process = Long.parseLong(stage.suite().pid(round.victim().toString()));
            round.blow().strike(stage, round.victim(), List.of(process), all);
        } else {
            begun = System.nanoTime();
            strikeOwn(round, cells);
        }
        Together.each(all, cell -> conclude(cell, round.victim(), begun));
        stage.unguard();
        lookAround("after the round of " + round.victim());
    }

    private Map<Cell, Round.Meeting> cells(Round round) {
        List<String> publications = publications(round.count(Scene.Kind::needsPublication));
        Map<Cell, Round.Meeting> cells = new LinkedHashMap<>();
        int cluster = 0;
        for (Round.Meeting meeting : round.meetings()) {
            String subject = switch (meeting.scene().operation()) {
                case BACKUP -> stage.cluster(cluster++);
                case PUBLISH -> stage.backup();
                case REPUBLISH, UNPUBLISH -> publications.removeLast();
                case RESTORE, EXPORT -> stage.newDirectory();
            };
            cells.put(new Cell(stage, meeting.scene(), meeting.moment(), subject), meeting);
        }
        return cells;
    }

    /** So many that are published, and no longer count as such. */
    private List<String> publications(long count) {
        List<Long> missing = LongStream.range(published.size(), count).boxed().toList();
        published.addAll(Together.map(missing, number -> stage.publish()));
        List<String> chosen = new ArrayList<>(published.stream().limit(count).toList());
        chosen.forEach(published::remove);
        return chosen;
    }

    /** Lets the work begin that is to be under way, each at its own time before the present. */
    private static void letWork(Map<Cell, Round.Meeting> cells) {
        int longest = 0;
        for (var entry : cells.entrySet()) {
            Cell cell = entry.getKey();
            if (cell.moment == Moment.DURING) {
                int most = cell.scene.isAnyTime() ? LONGEST_SESSION : LONGEST_WORK;
                longest = Math.max(longest, most);
                Thread.ofVirtual().start(() -> {
                    sleep(entry.getValue().millisOf(most));
                    goOn(cell);
                });
            }
        }
        sleep(longest);
    }

    private static void goOn(Cell cell) {
        if (cell.scene.isAnyTime()) {
            cell.begin();
        } else {
            cell.stop().letPass();
        }
    }

    /** Each publication has a process of its own. */
    private void strikeOwn(Round round, Map<Cell, Round.Meeting> cells) {
        List<Runnable> blows = new ArrayList<>();
        cells.forEach((cell, meeting) -> blows.add(() -> strikeOwn(round, cell, meeting)));
        blows.add(() ->
                round.blow().strike(stage, round.victim(), round.victim().of(stage.suite(), bystander), List.of()));
        Together.each(blows, Runnable::run);
    }

    private void strikeOwn(Round round, Cell cell, Round.Meeting meeting) {
        Victim victim = round.victim();
        if (cell.moment == Moment.DURING) {
            goOn(cell);
            cell.awaitProcess(victim);
            boolean wholeSession =
                    cell.scene.isAnyTime() && cell.scene.operation().needsPublication();
            sleep(meeting.millisOf(wholeSession ? LONGEST_SESSION : LONGEST_WORK) / 2);
        }
        List<Long> pids = cell.processes(victim);
        // republishing has a worker for each of two editions
        int most = victim == Victim.WORKER && cell.scene.operation() == Scene.Kind.REPUBLISH ? 2 : 1;
        if (pids.size() > most || pids.isEmpty() && cell.moment != Moment.DURING) {
            matrix.fault(cell + ": it has the processes " + pids + " of the kind " + victim);
        }
        round.blow().strike(stage, victim, pids, List.of(cell));
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
            if (victim == Victim.POSTMASTER) {
                cell.startHandedOver();
            }
            faults.addAll(cell.faults());
            cell.clear();
        } catch (RuntimeException | AssertionError e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        if (cell.scene.operation().leavesPublication()) {
            published.add(cell.id());
        }
        double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
        matrix.ended(cell, victim, seconds, retried, faults);
    }

    private void lookAround(String when) {
        int kept = stage.changes(bystander);
        if (kept != changes) {
            matrix.fault(when + ": publication " + bystander + " has " + kept + " of " + changes + " changes");
        }
        disorder().forEach(found -> matrix.fault(when + ": " + found));
    }

    private static void sleep(long millis) {
        Campaign.sleep(Duration.ofMillis(millis));
    }

    /** When there were faults, the logs stay. */
    @Override
    public void close() {
        if (!matrix.faults().isEmpty()) {
            stage.suite().keepLogs(LOGS.resolve(stage.suite().name()));
        }
        stage.close();
    }
}
