package io.howdah.openapi.log;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What the log lines of a thread say they are about, for a while, and on other threads too. */
public final class LogContext {

    /** One HTTP request of a client, from the gateway on. */
    public static final String REQUEST = "request";

    public static final String SESSION = "session";
    public static final String CLUSTER = "cluster";
    public static final String BACKUP = "backup";
    public static final String MOUNT = "mount";
    public static final String INSTANCE = "instance";

    private LogContext() {}

    /** Ends a {@link #with}. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** Names a thing until the scope is closed; null leaves things as they are. */
    public static Scope with(String name, @Nullable String value) {
        if (value == null) {
            return () -> {};
        }
        @Nullable String before = MDC.get(name);
        MDC.put(name, value);
        return () -> {
            if (before == null) {
                MDC.remove(name);
            } else {
                MDC.put(name, before);
            }
        };
    }

    /** The same work, about what the calling thread is about now, on whichever thread it runs. */
    public static Runnable carry(Runnable work) {
        Map<String, String> carried = copy();
        return () -> {
            Map<String, String> before = copy();
            MDC.setContextMap(carried);
            try {
                work.run();
            } finally {
                MDC.setContextMap(before);
            }
        };
    }

    private static Map<String, String> copy() {
        @Nullable Map<String, String> present = MDC.getCopyOfContextMap();
        return present == null ? Map.of() : present;
    }
}
