package io.howdah.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The way from one service to another: each call passes a guard when it goes, and its answer passes it when it comes.
 */
final class Link implements AutoCloseable {

    /**
     * One request.
     *
     * @param about the session on whose behalf it is made, else its Idempotency-Key, else null
     */
    record Call(String method, String path, @Nullable String about) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /** Decides about each call on both ends of its way, and may take its time. What may not pass is lost. */
    interface Guard {

        Guard OPEN = new Guard() {};

        default boolean mayGo(Call call) throws InterruptedException {
            return true;
        }

        default boolean mayReturn(Call call) throws InterruptedException {
            return true;
        }
    }

    /** What each connection says for itself. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade", "keep-alive");

    private final HttpServer server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private volatile @Nullable URI target;
    private volatile Guard guard = Guard.OPEN;

    private Link(HttpServer server) {
        this.server = server;
    }

    /** A way that leads nowhere yet. */
    static Link open() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
            Link link = new Link(server);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", link::pass);
            server.start();
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void leadTo(String url) {
        target = URI.create(url);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void guard(Guard now) {
        guard = now;
    }

    private void pass(HttpExchange exchange) {
        // Closed before anything was answered, the caller sees its connection end.
        try (exchange) {
            Call call = call(exchange);
            byte[] body = exchange.getRequestBody().readAllBytes();
            Guard posted = guard;
            if (!posted.mayGo(call)) {
                return;
            }
            HttpResponse<byte[]> answer = client.send(onward(exchange, body), HttpResponse.BodyHandlers.ofByteArray());
            if (posted.mayReturn(call)) {
                back(exchange, answer);
            }
        } catch (IOException oneEndIsGone) {
            // that is what this is for
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Call call(HttpExchange exchange) {
        String session = exchange.getRequestHeaders().getFirst("X-Howdah-Session");
        String about = session != null ? session : exchange.getRequestHeaders().getFirst("Idempotency-Key");
        return new Call(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), about);
    }

    private HttpRequest onward(HttpExchange exchange, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(Objects.requireNonNull(target)
                        .resolve(exchange.getRequestURI().toString()))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private static void back(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        answer.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        byte[] body = Objects.requireNonNull(answer.body());
        exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
    }
}
