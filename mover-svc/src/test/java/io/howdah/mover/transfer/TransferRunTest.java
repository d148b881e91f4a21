package io.howdah.mover.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.howdah.openapi.mover.model.DumpFile;
import io.howdah.openapi.mover.model.TransferSpec;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Files arrive whole over a link that breaks again and again, and nothing comes twice but what was on the way. */
class TransferRunTest {

    private static final int BIG = 24 << 20;
    private static final int CUTS = 20;

    @TempDir
    Path home;

    private final Map<String, byte[]> content = new TreeMap<>();
    private final Map<String, String> wrongHashes = new ConcurrentHashMap<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger cuts = new AtomicInteger();
    private final List<List<String>> claims = new ArrayList<>();
    private HttpServer source;

    @BeforeEach
    void start() throws IOException {
        Random random = new Random(7);
        for (String path : List.of("shop/1.dat", "shop/2.dat", "shop/toc.dat", "globals.sql")) {
            byte[] bytes = new byte[path.equals("shop/1.dat") ? BIG : 1000];
            random.nextBytes(bytes);
            content.put(path, bytes);
        }
        content.put("shop/empty.dat", new byte[0]);
        source = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        source.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        source.createContext("/dumps/d/files", this::list);
        source.createContext("/dumps/d/content", this::send);
        source.start();
    }

    @AfterEach
    void stop() {
        source.stop(0);
    }

    @Test
    void cutTwentyTimesItSendsNothingTwice() throws Exception {
        cuts.set(CUTS);
        TransferRun run = run(List.of());
        run.run();
        assertArrived();
        assertThat(cuts.get()).isZero();
        assertThat(sent.get()).isLessThanOrEqualTo(total() * 101 / 100);
        assertThat(run.bytesDone()).isEqualTo(total());
        System.out.println("cut " + CUTS + " times: " + sent.get() + " bytes sent for " + total());
    }

    @Test
    void anotherRunGoesOnBehindWhatIsThere() throws Exception {
        byte[] big = content.get("shop/1.dat");
        Path out = Files.createDirectory(home.resolve("out"));
        Files.createDirectory(out.resolve("shop"));
        Files.write(out.resolve("shop/1.dat.partial"), java.util.Arrays.copyOf(big, BIG - 5000));
        run(List.of("shop", "globals.sql")).run();
        assertArrived();
        assertThat(sent.get()).isEqualTo(total() - BIG + 5000);
        assertThat(claims).isEmpty();
    }

    @Test
    void aBeginningThatIsNotWhatWasWrittenIsFetchedAnew() throws Exception {
        Path out = Files.createDirectory(home.resolve("out"));
        Files.createDirectory(out.resolve("shop"));
        Files.write(out.resolve("shop/1.dat.partial"), new byte[4096]);
        run(List.of("shop")).run();
        assertArrived();
    }

    @Test
    void contentWithAnotherChecksumIsRefused() {
        wrongHashes.put("shop/2.dat", "0".repeat(64));
        assertThatThrownBy(() -> run(List.of()).run())
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo("TRANSFER_CORRUPT"));
        assertThat(home.resolve("out/shop/2.dat")).doesNotExist();
    }

    @Test
    void aSourceThatStaysAwayIsGivenUpForNow() {
        source.stop(0);
        assertThatThrownBy(() -> run(List.of()).run()).isInstanceOf(IOException.class);
    }

    @Test
    void onlyAnEmptyOrAbsentDirectoryThatMayBeWrittenWillDo() throws IOException {
        Files.createFile(Files.createDirectory(home.resolve("full")).resolve("x"));
        refused(home.resolve("full"), "TARGET_NOT_EMPTY");
        refused(home.resolve("a/b"), "TARGET_UNUSABLE");
        refused(Files.createFile(home.resolve("file")), "TARGET_UNUSABLE");
        refused(home.resolve("x/../y"), "INVALID_VALUE");
        new TargetDirectory(home.resolve("new")).requireUsable();
        new TargetDirectory(Files.createDirectory(home.resolve("empty"))).requireUsable();
    }

    @Test
    void whatIsRemovedIsWhatWasBrought() throws Exception {
        run(List.of()).run();
        TargetDirectory out = new TargetDirectory(home.resolve("out"));
        Files.createFile(out.path().resolve("foreign"));
        out.remove(List.of("shop", "globals.sql"), true);
        assertThat(out.path().toFile().list()).containsExactly("foreign");
        Files.delete(out.path().resolve("foreign"));
        out.remove(List.of("shop", "globals.sql"), true);
        assertThat(out.path()).doesNotExist();
    }

    private static void refused(Path directory, String code) {
        assertThatThrownBy(() -> new TargetDirectory(directory).requireUsable())
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private TransferRun run(List<String> claimed) {
        TransferProperties properties =
                new TransferProperties(3, Duration.ofSeconds(2), Duration.ofSeconds(5), 4, Duration.ofMillis(5));
        String url = "http://127.0.0.1:" + source.getAddress().getPort();
        Path out = home.resolve("out");
        return new TransferRun(
                "t",
                new TransferSpec(url, "d", out.toString()),
                new TargetDirectory(out),
                claimed,
                new DumpSource(url, "d", "token", properties),
                properties,
                (entries, makes, bytes) -> claims.add(entries));
    }

    private void assertArrived() throws IOException {
        for (var file : content.entrySet()) {
            assertThat(home.resolve("out").resolve(file.getKey()))
                    .as(file.getKey())
                    .hasBinaryContent(file.getValue());
        }
        assertThat(home.resolve("out/shop").toFile().list()).hasSize(4);
    }

    private long total() {
        return content.values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    private void list(HttpExchange exchange) throws IOException {
        List<DumpFile> files = content.entrySet().stream()
                .map(file -> new DumpFile(
                        file.getKey(),
                        (long) file.getValue().length,
                        wrongHashes.getOrDefault(file.getKey(), sha256(file.getValue()))))
                .toList();
        byte[] body = JsonMapper.shared().writeValueAsBytes(files);
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** Breaks off in the middle of the big one, as long as cuts are left. */
    private void send(HttpExchange exchange) throws IOException {
        String path = URLDecoder.decode(
                exchange.getRequestURI().getRawQuery().substring("path=".length()), StandardCharsets.UTF_8);
        byte[] bytes = content.get(path);
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        int left = bytes.length - from;
        exchange.sendResponseHeaders(from == 0 ? 200 : 206, left == 0 ? -1 : left);
        boolean cut = left > BIG / (2 * CUTS) && cuts.get() > 0;
        if (cut) {
            cuts.decrementAndGet();
        }
        int now = cut ? BIG / (2 * CUTS) : left;
        OutputStream out = exchange.getResponseBody();
        out.write(bytes, from, now);
        sent.addAndGet(now);
        out.flush();
        if (!cut) {
            out.close();
        }
        exchange.close();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
