package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * Sessions are canceled at each of their steps, before the step's work or after it: nothing is left of any. With
 * {@code -Dhowdah.thorough=true} both before and after it.
 */
class CancelSystemTest {

    private static final List<Moment> MOMENTS = List.of(Moment.BEFORE, Moment.AFTER);

    private static Stage stage;

    @BeforeAll
    static void set() {
        stage = Stage.set(
                Map.of("HOWDAH_RECOVERY_SESSION_FIRSTRETRY", "500ms"),
                MOMENTS.size() * (int) scenes(Scene.Kind.BACKUP).count());
    }

    @AfterAll
    static void strike() {
        stage.close();
    }

    @Test
    void atEachStepOfABackup() {
        assertCanceled(Scene.Kind.BACKUP, "CANCELED");
    }

    @Test
    void atEachStepOfAPublication() {
        assertCanceled(Scene.Kind.PUBLISH, "UNPUBLISHED");
    }

    /** From the last step on they only go forward. */
    @ParameterizedTest
    @EnumSource(
            value = Scene.Kind.class,
            names = {"RESTORE", "EXPORT"})
    void atEachStepButTheLastOf(Scene.Kind operation) {
        List<Scene> scenes = scenes(operation).toList();
        assertCanceled(scenes.subList(0, scenes.size() - 1), "CANCELED");
    }

    @ParameterizedTest
    @EnumSource(
            value = Scene.Kind.class,
            names = {"RESTORE", "EXPORT"})
    void whatIsHandedOverIsNotCanceledAndEndsWell(Scene.Kind operation) {
        Scene last = scenes(operation).toList().getLast();
        stage.unguard();
        stage.guard();
        List<Cell> cells = MOMENTS.stream()
                .map(moment -> new Cell(stage, last, moment, stage.newDirectory()))
                .toList();
        assertNotCanceled(cells);
        cells.forEach(Cell::clear);
        assertNothingIsLeft();
    }

    @Test
    void unpublishingIsNotCanceledAndEndsWell() {
        List<Cell> cells = new ArrayList<>();
        stage.unguard();
        List<Scene> scenes = scenes(Scene.Kind.UNPUBLISH).toList();
        List<String> publications = Together.map(scenes, scene -> stage.publish());
        stage.guard();
        for (int i = 0; i < scenes.size(); i++) {
            cells.add(new Cell(stage, scenes.get(i), MOMENTS.get(i % MOMENTS.size()), publications.get(i)));
        }
        assertNotCanceled(cells);
        assertNothingIsLeft();
    }

    private static void assertNotCanceled(List<Cell> cells) {
        begin(cells);
        for (Cell cell : cells) {
            Api.Answer refused = cancel(cell);
            assertThat(refused.status()).as("%s: %s", cell, refused.body()).isEqualTo(409);
            assertThat(refused.code()).isEqualTo("SESSION_NOT_CANCELABLE");
        }
        letPass(cells);
        for (Cell cell : cells) {
            assertThat(cell.awaitEndOfSession().path("state").asString())
                    .as("%s", cell)
                    .isEqualTo("SUCCEEDED");
            assertThat(cell.faults()).as("%s", cell).isEmpty();
        }
    }

    /** The former edition serves again with its changes, whatever there was of the new one. */
    @Test
    void atEachStepOfARepublishingUntilTheNewEditionIsThere() {
        stage.unguard();
        List<Scene> scenes = scenes(Scene.Kind.REPUBLISH).toList();
        List<Moment> moments =
                scenes.stream().flatMap(scene -> someMoments().stream()).toList();
        int each = moments.size() / scenes.size();
        List<String> publications = Together.map(moments, moment -> stage.publish());
        List<Cell> cells = IntStream.range(0, moments.size())
                .mapToObj(i -> new Cell(stage, scenes.get(i / each), moments.get(i), publications.get(i)))
                .toList();
        Together.each(cells, Cell::prepare);
        stage.guard();
        begin(cells);
        for (Cell cell : cells) {
            Api.Answer canceled = cancel(cell);
            boolean tooLate = cell.scene.step().equals("discard");
            assertThat(canceled.status()).as("%s: %s", cell, canceled.body()).isEqualTo(tooLate ? 409 : 202);
            assertThat(canceled.code()).isEqualTo(tooLate ? "SESSION_NOT_CANCELABLE" : "");
        }
        letPass(cells);
        Together.each(cells, CancelSystemTest::assertTheFormerServes);
        stage.unguard();
        assertThat(stage.disorder(Set.copyOf(publications))).isEmpty();
        Together.each(publications, stage::unpublish);
        assertNothingIsLeft();
    }

    private static void assertTheFormerServes(Cell cell) {
        JsonNode session = cell.awaitEndOfSession();
        if (cell.scene.step().equals("discard")) {
            assertThat(session.path("state").asString()).as("%s", cell).isEqualTo("SUCCEEDED");
            assertThat(cell.faults()).as("%s", cell).isEmpty();
            return;
        }
        assertThat(session.path("state").asString()).as("%s: %s", cell, session).isEqualTo("CANCELED");
        assertThat(stage.get(cell.path()).path("state").asString())
                .as("%s", cell)
                .isEqualTo("PUBLISHED");
        assertThat(stage.changes(cell.id())).as("%s", cell).isEqualTo(1);
    }

    private static List<Moment> someMoments() {
        return Thorough.on()
                ? MOMENTS
                : List.of(MOMENTS.get(ThreadLocalRandom.current().nextInt(MOMENTS.size())));
    }

    private static void assertCanceled(Scene.Kind operation, String due) {
        assertCanceled(scenes(operation).toList(), due);
    }

    private static void assertCanceled(List<Scene> scenes, String due) {
        stage.unguard();
        stage.guard();
        List<Cell> cells = new ArrayList<>();
        for (Scene scene : scenes) {
            for (Moment moment : someMoments()) {
                String subject = switch (scene.operation()) {
                    case BACKUP -> stage.cluster(cells.size());
                    case RESTORE, EXPORT -> stage.newDirectory();
                    case PUBLISH, REPUBLISH, UNPUBLISH -> stage.backup();
                };
                cells.add(new Cell(stage, scene, moment, subject));
            }
        }
        begin(cells);
        for (Cell cell : cells) {
            Api.Answer canceled = cancel(cell);
            assertThat(canceled.status()).as("%s: %s", cell, canceled.body()).isEqualTo(202);
            assertThat(canceled.body().path("state").asString()).as("%s", cell).isEqualTo("CANCELING");
        }
        letPass(cells);
        for (Cell cell : cells) {
            JsonNode session = cell.awaitEndOfSession();
            assertThat(session.path("state").asString())
                    .as("%s: %s", cell, session)
                    .isEqualTo("CANCELED");
            assertThat(stage.get(cell.path()).path("state").asString())
                    .as("%s", cell)
                    .isEqualTo(due);
            Api.Answer again = cancel(cell);
            assertThat(again.code()).as("%s", cell).isEqualTo("SESSION_FINISHED");
        }
        assertNothingIsLeft();
    }

    private static void begin(List<Cell> cells) {
        Together.each(cells, Cell::begin);
        Together.each(cells, Cell::awaitStop);
    }

    private static void letPass(List<Cell> cells) {
        cells.forEach(cell -> cell.stop().letPass());
    }

    private static Api.Answer cancel(Cell cell) {
        return stage.post("/api/v1/sessions/" + cell.session() + "/cancel");
    }

    private static void assertNothingIsLeft() {
        stage.unguard();
        assertThat(stage.disorder(Set.of())).isEmpty();
    }

    private static Stream<Scene> scenes(Scene.Kind operation) {
        return Scene.STEPS.stream().filter(scene -> scene.operation() == operation && !scene.isRequest());
    }
}
