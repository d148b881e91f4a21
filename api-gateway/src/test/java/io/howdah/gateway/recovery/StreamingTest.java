package io.howdah.gateway.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
import io.howdah.gateway.GatewayApplication;
import io.howdah.gateway.GatewayProperties;
import io.howdah.gateway.GatewayTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A recovery-svc that sends one event and holds the stream open until the client has seen it. */
class StreamingTest extends GatewayTest {

    private static final String EVENT = "data: first\n\n";
    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static final CountDownLatch SEEN = new CountDownLatch(1);
    private static final CompletableFuture<Boolean> SEEN_IN_TIME = new CompletableFuture<>();
    private static final HttpServer EVENTS = startEvents();

    @Autowired
    private GatewayProperties properties;

    @Value("${howdah.secret-file}")
    private String secretFile;

    @DynamicPropertySource
    static void route(DynamicPropertyRegistry registry) {
        registry.add(
                "howdah.gateway.recovery-urls",
                () -> "http://127.0.0.1:" + EVENTS.getAddress().getPort());
    }

    @AfterAll
    static void stopEvents() {
        EVENTS.stop(0);
    }

    @Test
    void anEventArrivesWhileTheStreamStaysOpenLongerThanTheReadTimeout() throws Exception {
        var answer = client().send(request("/api/v1/sessions/x/events").build(), BodyHandlers.ofInputStream());

        try (InputStream in = answer.body();
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("data: first");
            // The stream stays silent beyond the read timeout of two seconds, and must survive that.
            TimeUnit.MILLISECONDS.sleep(2_500);
            SEEN.countDown();
            assertThat(lines.readLine()).isEmpty();
            assertThat(lines.readLine()).isEqualTo("data: last");
        }
        assertThat(SEEN_IN_TIME).isCompletedWithValue(true);
    }

    @Test
    void theNumberOfTheLastEventIsPassedOn() throws Exception {
        var answer = client().send(
                        request("/api/v1/sessions/echo/events")
                                .header("Last-Event-ID", "41")
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(answer.body()).isEqualTo("data: after 41\n\n");
    }

    @Test
    void nothingIsAppendedToAStreamThatBreaks() throws Exception {
        var answer = client().send(request("/api/v1/sessions/cut/events").build(), BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo(EVENT);
    }

    @Test
    void theEndOfTheGatewayWaitsForNoStream() throws Exception {
        ConfigurableApplicationContext gateway = new SpringApplication(GatewayApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.lifecycle.timeout-per-shutdown-phase=60s",
                        "--howdah.gateway.recovery-urls=http://127.0.0.1:"
                                + EVENTS.getAddress().getPort(),
                        "--howdah.gateway.token-file=" + properties.tokenFile(),
                        "--howdah.secret-file=" + secretFile);
        int its = ((WebServerApplicationContext) gateway).getWebServer().getPort();
        var answer = client().send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + its + "/api/v1/sessions/endless/events"))
                                .header("Authorization", "Bearer " + TOKEN)
                                .build(),
                        BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            assertThat(in.read()).isEqualTo('d');

            assertTimeoutPreemptively(Duration.ofSeconds(30), gateway::close);
        } finally {
            NEVER.countDown();
        }
    }

    private static HttpServer startEvents() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/api/v1/sessions/echo/events", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                byte[] event = ("data: after " + exchange.getRequestHeaders().getFirst("Last-Event-ID") + "\n\n")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, event.length);
                exchange.getResponseBody().write(event);
                exchange.close();
            });
            server.createContext("/api/v1/sessions/cut/events", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(EVENT.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                throw new IOException("the connection is closed before the last chunk");
            });
            server.createContext("/api/v1/sessions/endless/events", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("data: first\n\n".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                try {
                    NEVER.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            server.createContext("/api/v1/sessions/x/events", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                try (var out = exchange.getResponseBody()) {
                    out.write("data: first\n\n".getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    SEEN_IN_TIME.complete(SEEN.await(20, TimeUnit.SECONDS));
                    out.write("data: last\n\n".getBytes(StandardCharsets.UTF_8));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
