package io.howdah.recovery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.howdah.openapi.fence.Fences;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** mount-svc and mover-svc as far as recovery-svc sees them, without files and processes. */
final class StubAgents implements AutoCloseable {

    /** @param fence null when it has none */
    record Call(
            String method,
            String path,
            String query,
            String session,
            String authorization,
            @Nullable Long fence) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    record Reply(int status, Object body) {}

    private record Rule(Predicate<Call> when, Reply reply, int[] times) {}

    private static final Instant FIRST_STOP = Instant.parse("2026-11-21T01:30:05Z");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    final Map<String, Map<String, Object>> mounts = new ConcurrentHashMap<>();
    final Map<String, Map<String, Object>> instances = new ConcurrentHashMap<>();
    final Map<String, Map<String, Object>> clusters = new ConcurrentHashMap<>();
    final Map<String, Map<String, Object>> jobs = new ConcurrentHashMap<>();
    final Map<String, Map<String, Object>> verifications = new ConcurrentHashMap<>();
    final Map<String, Map<String, Object>> backups = new ConcurrentHashMap<>();
    final Map<String, Map<String, Object>> receivers = new ConcurrentHashMap<>();
    final Map<String, Map<String, Object>> wal = new ConcurrentHashMap<>();
    final Map<String, Map<String, Object>> copies = new ConcurrentHashMap<>();
    final Map<String, Map<String, Object>> recoveries = new ConcurrentHashMap<>();
    final Set<String> keptPorts = ConcurrentHashMap.newKeySet();
    final Map<String, Integer> started = new ConcurrentHashMap<>();
    final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final AtomicInteger stops = new AtomicInteger();
    volatile String systemIdentifier = "7300000000000000001";
    volatile int looksUntilBackedUp = 1;
    volatile List<Map<String, Object>> damages = List.of();

    StubAgents() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    URI mountUrl() {
        return url("/mount");
    }

    URI moverUrl() {
        return url("/mover");
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** Answers so instead, that many times. */
    void answer(String method, String pathPart, int times, int status, Object body) {
        rules.add(new Rule(
                call -> call.method().equals(method) && call.path().contains(pathPart),
                new Reply(status, body),
                new int[] {times}));
    }

    /** Answers truly again. */
    void forgetRules() {
        rules.clear();
    }

    static Map<String, Object> problem(int status, String code, String detail) {
        return Map.of("title", code, "status", status, "code", code, "detail", detail, "hint", "do something about it");
    }

    /** Holds such calls until the latch opens. */
    CountDownLatch hold(String callStart) {
        CountDownLatch gate = new CountDownLatch(1);
        gates.put(callStart, gate);
        return gate;
    }

    /** Holds no calls any more. */
    void release() {
        gates.values().forEach(CountDownLatch::countDown);
        gates.clear();
    }

    List<Call> callsTo(String method, String pathPart) {
        return calls.stream()
                .filter(c -> c.method().equals(method) && c.path().contains(pathPart))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Call call = new Call(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                String.valueOf(exchange.getRequestURI().getQuery()),
                String.valueOf(exchange.getRequestHeaders().getFirst("X-Howdah-Session")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                exchange.getRequestHeaders().containsKey(Fences.HEADER)
                        ? Long.valueOf(exchange.getRequestHeaders().getFirst(Fences.HEADER))
                        : null);
        byte[] request = exchange.getRequestBody().readAllBytes();
        calls.add(call);
        Reply reply;
        try {
            for (var gate : gates.entrySet()) {
                if (call.toString().startsWith(gate.getKey())
                        && !gate.getValue().await(60, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody opened the gate " + gate.getKey());
                }
            }
            reply = ruled(call);
            if (reply == null) {
                reply = route(call, request.length == 0 ? JSON.createObjectNode() : JSON.readTree(request));
            }
        } catch (InterruptedException | RuntimeException e) {
            reply = new Reply(500, problem(500, "INTERNAL_ERROR", String.valueOf(e)));
        }
        byte[] body = reply.body() == null ? new byte[0] : JSON.writeValueAsBytes(reply.body());
        exchange.getResponseHeaders()
                .set("Content-Type", reply.status() < 400 ? "application/json" : "application/problem+json");
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private synchronized Reply ruled(Call call) {
        for (Rule rule : rules) {
            if (rule.times()[0] > 0 && rule.when().test(call)) {
                rule.times()[0]--;
                return rule.reply();
            }
        }
        return null;
    }

    private Reply route(Call call, JsonNode body) {
        String[] path = call.path().split("/");
        String resource = path[2];
        String id = path.length > 3 ? path[3] : "";
        return switch (path[1] + " " + call.method() + " " + resource) {
            case "mount GET host" -> new Reply(200, StubResources.mountHost());
            case "mount PUT mounts" -> made(mounts.computeIfAbsent(id, key -> mount(key, body)), body, "MOUNT_EXISTS");
            case "mount GET mounts" -> found(mounts.get(id), "MOUNT_NOT_FOUND");
            case "mount POST mounts" -> found(mounts.get(id), "MOUNT_NOT_FOUND");
            case "mount DELETE mounts" -> gone(mounts, id);
            case "mover GET host" -> new Reply(200, StubResources.moverHost());
            case "mover PUT clusters" -> {
                clusters.put(id, StubResources.cluster(id, systemIdentifier));
                yield new Reply(200, clusters.get(id));
            }
            case "mover GET clusters" -> found(clusters.get(id), "CLUSTER_NOT_FOUND");
            case "mover DELETE clusters" -> gone(clusters, id);
            case "mover PUT backup-jobs" -> new Reply(200, jobs.computeIfAbsent(id, key -> job(key, body)));
            case "mover GET backup-jobs" -> advanced(id);
            case "mover DELETE backup-jobs" -> gone(jobs, id);
            case "mover PUT verification-jobs" ->
                new Reply(
                        200, verifications.computeIfAbsent(id, key -> StubResources.verification(key, body, damages)));
            case "mover GET verification-jobs" -> found(verifications.get(id), "VERIFICATION_NOT_FOUND");
            case "mover DELETE verification-jobs" -> gone(verifications, id);
            case "mover GET repository" -> new Reply(200, path[5].equals("wal") ? walOf(path[4]) : backupsOf(path[4]));
            case "mover DELETE repository" -> {
                if (path[5].equals("wal")) {
                    yield gone(wal, path[4]);
                }
                boolean known = backups.remove(path[6]) != null;
                yield known ? new Reply(204, null) : new Reply(404, problem(404, "BACKUP_NOT_FOUND", "no such backup"));
            }
            case "mover PUT wal-receivers" ->
                clusters.containsKey(body.path("cluster").asString())
                        ? new Reply(200, receivers.computeIfAbsent(id, key -> StubResources.receiver(key, body)))
                        : new Reply(404, problem(404, "CLUSTER_NOT_FOUND", "no such cluster is registered here"));
            case "mover GET wal-receivers" -> found(receivers.get(id), "WAL_RECEIVER_NOT_FOUND");
            case "mover DELETE wal-receivers" -> gone(receivers, id);
            case "mover POST instance-checks" -> new Reply(200, Map.of("osUser", "postgres", "problems", List.of()));
            case "mover PUT instances" ->
                made(instances.computeIfAbsent(id, key -> instance(key, body)), body, "INSTANCE_DIFFERS");
            case "mover GET instances" -> found(instances.get(id), "INSTANCE_NOT_FOUND");
            case "mover DELETE instances" -> {
                if (call.query().contains("keepPort=true")) {
                    keptPorts.add(id);
                } else {
                    keptPorts.remove(id);
                }
                yield gone(instances, id);
            }
            case "mover PUT copies" -> new Reply(200, copies.computeIfAbsent(id, key -> StubResources.copy(key, body)));
            case "mover GET copies" -> found(copies.get(id), "COPY_NOT_FOUND");
            case "mover DELETE copies" -> gone(copies, id);
            case "mover PUT recoveries" ->
                path.length > 4
                        ? promoted(id)
                        : new Reply(
                                200,
                                recoveries.computeIfAbsent(
                                        id,
                                        key -> StubResources.recovery(key, body, copies.getOrDefault(key, Map.of()))));
            case "mover GET recoveries" -> found(recoveries.get(id), "RECOVERY_NOT_FOUND");
            case "mover DELETE recoveries" -> gone(recoveries, id);
            default -> new Reply(404, problem(404, "NOT_FOUND", call.toString()));
        };
    }

    private List<Map<String, Object>> backupsOf(String cluster) {
        return backups.values().stream()
                .filter(b -> b.get("cluster").equals(cluster))
                .toList();
    }

    private Map<String, Object> walOf(String cluster) {
        return wal.getOrDefault(cluster, Map.of("timelines", List.of()));
    }

    private static Reply found(Map<String, Object> resource, String code) {
        return resource == null ? new Reply(404, problem(404, code, "there is none")) : new Reply(200, resource);
    }

    private static Reply made(Map<String, Object> resource, JsonNode spec, String otherwise) {
        return spec.equals(resource.get("spec"))
                ? new Reply(200, resource)
                : new Reply(409, problem(409, otherwise, "it was asked for with " + resource.get("spec")));
    }

    private static Reply gone(Map<String, ?> resources, String id) {
        resources.remove(id);
        return new Reply(204, null);
    }

    private Map<String, Object> mount(String id, JsonNode spec) {
        started.merge("mount " + id, 1, Integer::sum);
        return StubResources.mount(id, spec);
    }

    private Map<String, Object> instance(String id, JsonNode spec) {
        started.merge("instance " + id, 1, Integer::sum);
        return StubResources.instance(id, spec);
    }

    private Reply promoted(String id) {
        Map<String, Object> recovery = recoveries.get(id);
        if (recovery != null) {
            recovery.put("state", "PROMOTED");
        }
        return found(recovery, "RECOVERY_NOT_FOUND");
    }

    private Map<String, Object> job(String id, JsonNode spec) {
        started.merge("job " + id, 1, Integer::sum);
        Map<String, Object> job = new ConcurrentHashMap<>();
        job.put("id", id);
        job.put("state", "RUNNING");
        job.put("bytesDone", 0);
        job.put("bytesTotal", 1000);
        job.put("cluster", spec.path("cluster").asString());
        job.put("looks", 0);
        return job;
    }

    private Reply advanced(String id) {
        Map<String, Object> job = jobs.get(id);
        if (job == null) {
            return new Reply(404, problem(404, "BACKUP_JOB_NOT_FOUND", "there is no backup job " + id));
        }
        int looks = (int) job.get("looks") + 1;
        job.put("looks", looks);
        job.put("bytesDone", Math.min(1000, looks * 1000 / (looksUntilBackedUp + 1)));
        if (looks >= looksUntilBackedUp && job.get("state").equals("RUNNING")) {
            Map<String, Object> backup = backup(id, (String) job.get("cluster"));
            backups.put(id, backup);
            job.put("backup", backup);
            job.put("bytesDone", 1000);
            job.put("state", "COMPLETED");
        }
        return new Reply(200, new LinkedHashMap<>(job));
    }

    Map<String, Object> backup(String id, String cluster) {
        Map<String, Object> backup = new LinkedHashMap<>();
        backup.put("id", id);
        backup.put("cluster", cluster);
        backup.put("type", "FULL");
        backup.put("startLsn", "0/2000028");
        backup.put("stopLsn", "0/3000138");
        backup.put("timeline", 1);
        backup.put("startedAt", "2026-11-21T01:30:00Z");
        backup.put("stoppedAt", FIRST_STOP.plusSeconds(stops.getAndIncrement()).toString());
        backup.put("databaseBytes", 1000);
        backup.put("storedBytes", 300);
        backup.put("systemIdentifier", systemIdentifier);
        backup.put("postgresVersion", "15.18");
        backup.put("major", 15);
        backup.put("corruptPages", 0);
        backup.put("compression", Map.of("algorithm", "ZSTD", "level", 1));
        return backup;
    }

    /** What is left on the host: mounts, instances, unfinished jobs. */
    List<String> leftovers() {
        List<String> left = new ArrayList<>();
        mounts.keySet().forEach(id -> left.add("mount " + id));
        instances.keySet().forEach(id -> left.add("instance " + id));
        verifications.keySet().forEach(id -> left.add("verification job " + id));
        keptPorts.forEach(id -> left.add("port of instance " + id));
        Set.copyOf(jobs.values()).stream()
                .filter(job -> !job.get("state").equals("COMPLETED"))
                .forEach(job -> left.add("job " + job.get("id")));
        return left;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
