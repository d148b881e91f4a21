package io.howdah.recovery.event;

import java.util.concurrent.CountDownLatch;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The open event streams. They end before the web server waits for the requests that are under way: their clients come
 * back, to the next recovery-svc, with the number of the last event they got.
 */
@Component
public class EventStreams implements SmartLifecycle {

    private static final long NO_TIMEOUT = 0;

    private final EventProperties properties;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean running;

    EventStreams(EventProperties properties) {
        this.properties = properties;
    }

    /**
     * Opens a stream that sends the events after that number, each as soon as there is one, until the source is
     * complete. It has a virtual thread of its own, and a connection to the database only while it looks.
     */
    public SseEmitter open(EventSource source, long seen) {
        SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
        Thread.ofVirtual().name("events").start(new EventStream(emitter, source, seen, properties, closing));
        return emitter;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        closing.countDown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
