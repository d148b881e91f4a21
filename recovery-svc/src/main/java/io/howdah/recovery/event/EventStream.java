package io.howdah.recovery.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Sends events to one client, until there are no more, the client is gone or this recovery-svc ends. */
final class EventStream implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final MediaType AS_IT_IS = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    private final SseEmitter client;
    private final EventSource source;
    private final EventProperties properties;
    private final CountDownLatch closing;
    private long seen;
    private long sentAt = System.nanoTime();

    EventStream(SseEmitter client, EventSource source, long seen, EventProperties properties, CountDownLatch closing) {
        this.client = client;
        this.source = source;
        this.seen = seen;
        this.properties = properties;
        this.closing = closing;
    }

    @Override
    public void run() {
        try {
            // Lets the client see at once that it is connected.
            send(SseEmitter.event().comment(""));
            boolean complete;
            do {
                complete = sendUnseen();
            } while (!complete && !closing.await(properties.poll().toNanos(), TimeUnit.NANOSECONDS));
        } catch (IOException | IllegalStateException gone) {
            LOG.debug("the client left", gone);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The client comes back with the number of the last event it got.
            LOG.warn("a stream of events ends early", e);
        } finally {
            client.complete();
        }
    }

    private boolean sendUnseen() throws IOException {
        EventSource.Unseen unseen = source.after(seen);
        for (RenderedEvent event : unseen.events()) {
            send(SseEmitter.event()
                    .id(Long.toString(event.number()))
                    .name(event.name())
                    .data(event.data(), AS_IT_IS));
            seen = event.number();
        }
        if (System.nanoTime() - sentAt >= properties.heartbeat().toNanos()) {
            send(SseEmitter.event().comment(""));
        }
        return unseen.complete();
    }

    private void send(SseEmitter.SseEventBuilder event) throws IOException {
        client.send(event);
        sentAt = System.nanoTime();
    }
}
