package io.howdah.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One session that is brought to one moment of one step, and followed to its end. */
final class Cell {

    private static final Set<String> OVER = Set.of("SUCCEEDED", "FAILED", "CANCELED");

    final Scene scene;
    final Moment moment;
    private final Stage stage;
    private final String subject;
    private final String key = UUID.randomUUID().toString();
    private final int port = FreePorts.one();
    private final Stop stop;
    private int former;
    private final CompletableFuture<JsonNode> accepted = new CompletableFuture<>();

    /**
     * @param subject the cluster to back up, the backup to publish, the publication, or the directory to restore or
     *     export into
     */
    Cell(Stage stage, Scene scene, Moment moment, String subject) {
        this.stage = stage;
        this.scene = scene;
        this.moment = moment;
        this.subject = subject;
        this.stop = Stop.at(moment.side(), scene.way());
    }

    /** Looks at what is there before, and changes what is to be discarded. */
    void prepare() {
        former = scene.operation().needsPublication() ? sessionsOf(subject) : 0;
        if (scene.operation() == Scene.Kind.REPUBLISH) {
            stage.change(subject);
        }
    }

    /** Sends the request, and has the session stopped where it is wanted. */
    void begin() {
        stage.requests().post(key, scene.isRequest() ? stop : Stop.nowhere());
        CompletableFuture.supplyAsync(this::request, task -> Thread.ofVirtual().start(task))
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        accepted.completeExceptionally(failure);
                    } else {
                        stage.work().post(sessionOf(answer), scene.isRequest() ? Stop.nowhere() : stop);
                        accepted.complete(answer);
                    }
                });
    }

    private int sessionsOf(String id) {
        return stage.list("/api/v1/sessions?subject=" + id + "&kind=" + scene.operation())
                .size();
    }

    private JsonNode request() {
        return switch (scene.operation()) {
            case BACKUP -> stage.request("POST", "/api/v1/backups", Map.of("cluster", subject), key);
            case PUBLISH -> stage.request("POST", "/api/v1/publications", Map.of("backupId", subject), key);
            case REPUBLISH ->
                stage.request(
                        "POST",
                        "/api/v1/publications/" + subject + "/republish",
                        Map.of("backupId", stage.backup(), "discardChanges", true),
                        key);
            case UNPUBLISH -> stage.request("DELETE", "/api/v1/publications/" + subject, null, key);
            case RESTORE ->
                stage.request(
                        "POST",
                        "/api/v1/restores",
                        Map.of("backupId", stage.backup(), "dataDirectory", subject, "port", port),
                        key);
            case EXPORT ->
                stage.request(
                        "POST",
                        "/api/v1/exports",
                        Map.of(
                                "source", Map.of("backupId", stage.backup()),
                                "databases", List.of("postgres"),
                                "compression", Map.of("algorithm", "NONE"),
                                "target", Map.of("directory", subject)),
                        key);
        };
    }

    void awaitStop() {
        if (!scene.isAnyTime()) {
            stop.await(toString());
        }
    }

    Stop stop() {
        return stop;
    }

    String id() {
        return accepted.join().path("id").asString();
    }

    String session() {
        return sessionOf(accepted.join());
    }

    private static String sessionOf(JsonNode answer) {
        return answer.path("sessionId").asString();
    }

    String path() {
        String kind = switch (scene.operation()) {
            case BACKUP -> "backups";
            case PUBLISH, REPUBLISH, UNPUBLISH -> "publications";
            case RESTORE -> "restores";
            case EXPORT -> "exports";
        };
        return "/api/v1/" + kind + "/" + id();
    }

    JsonNode awaitEndOfSession() {
        return stage.await("/api/v1/sessions/" + session(), OVER);
    }

    /** Says all that is wrong with what the session has made, once it has succeeded. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        String due = switch (scene.operation()) {
            case BACKUP, EXPORT -> "COMPLETED";
            case PUBLISH, REPUBLISH -> "PUBLISHED";
            case UNPUBLISH -> "UNPUBLISHED";
            case RESTORE -> "RESTORED";
        };
        // an instance that was hit after its session had ended is on its way back
        String state = stage.await(path(), Set.of(due, "FAILED")).path("state").asString();
        if (!state.equals(due)) {
            faults.add("it is " + state);
        }
        int sessions = sessionsOf(id()) - former;
        if (sessions != 1) {
            faults.add("it has " + sessions + " sessions instead of one");
        }
        if (scene.operation().fillsDirectory()) {
            faults.addAll(stage.leftOf(id()));
        }
        if (state.equals(due)) {
            String wrong = wrongContent();
            if (wrong != null) {
                faults.add(wrong);
            }
        }
        return faults;
    }

    private @Nullable String wrongContent() {
        return switch (scene.operation()) {
            case PUBLISH, REPUBLISH, RESTORE -> stage.wrongWith(path());
            case EXPORT -> stage.wrongWithDump(path());
            case BACKUP, UNPUBLISH -> null;
        };
    }

    /** Removes what was delivered into its directory, and forgets the session's subject. */
    void clear() {
        if (scene.operation().fillsDirectory()) {
            stage.remove(subject, path());
        }
    }

    /** Waits until the publication has such a process, if it gets one while its step is done. */
    List<Long> awaitProcess(Victim victim) {
        try {
            return Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> processes(victim), pids -> !pids.isEmpty() || stop.isAnswered());
        } catch (ConditionTimeoutException none) {
            return List.of();
        }
    }

    /** Those that there are for it alone now. */
    List<Long> processes(Victim victim) {
        return scene.operation() == Scene.Kind.RESTORE && victim == Victim.POSTMASTER
                ? Traces.postmastersIn(subject)
                : victim.of(stage.suite(), id());
    }

    /** Starts the restored server, as its owner would who finds it dead after it was handed over. */
    void startHandedOver() {
        if (scene.operation() == Scene.Kind.RESTORE
                && Traces.postmastersIn(subject).isEmpty()) {
            RestoreGround.pgCtl(subject, "start", List.of());
        }
    }

    @Override
    public String toString() {
        return scene + " " + moment;
    }
}
