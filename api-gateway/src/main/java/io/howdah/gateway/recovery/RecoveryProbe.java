package io.howdah.gateway.recovery;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Asks each of several recovery-svc again and again whether it takes work: finds out about one that hangs, and takes
 * one that was left out back. With a single one there is nothing to choose, and nobody is asked.
 */
final class RecoveryProbe implements SmartLifecycle {

    private static final URI READINESS = URI.create("/actuator/health/readiness");
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RecoveryInstances instances;
    private final Duration interval;
    private final HttpClient client;
    private final List<Thread> threads = new ArrayList<>();

    RecoveryProbe(RecoveryInstances instances, Duration interval) {
        this.instances = instances;
        this.interval = interval;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }

    @Override
    public synchronized void start() {
        if (instances.all().size() > 1 && threads.isEmpty()) {
            for (RecoveryInstance instance : instances.all()) {
                threads.add(Thread.ofVirtual().name("probe " + instance).start(() -> watch(instance)));
            }
        }
    }

    @Override
    public synchronized void stop() {
        threads.forEach(Thread::interrupt);
        threads.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return !threads.isEmpty();
    }

    private void watch(RecoveryInstance instance) {
        try {
            while (true) {
                String trouble = look(instance);
                instance.found(trouble == null, String.valueOf(trouble));
                Thread.sleep(interval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says why it takes no work, or nothing when it does. */
    private @Nullable String look(RecoveryInstance instance) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(instance.resolve(READINESS))
                .timeout(PATIENCE)
                .build();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == 200 ? null : "its readiness is answered with " + status;
        } catch (IOException e) {
            return e.toString();
        }
    }
}
