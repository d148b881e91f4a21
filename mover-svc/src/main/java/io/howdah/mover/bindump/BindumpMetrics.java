package io.howdah.mover.bindump;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Who is connected to bindump, and what it has sent: {@code howdah.bindump.*}. */
record BindumpMetrics(BindumpServer server) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("howdah.bindump.connections", server, BindumpServer::sessionCount)
                .description("connections that are open")
                .tag("state", "ADMITTED")
                .register(registry);
        Gauge.builder("howdah.bindump.connections", server, BindumpServer::waitingCount)
                .description("connections that are open")
                .tag("state", "WAITING")
                .register(registry);
        FunctionCounter.builder("howdah.bindump.sessions", server, BindumpServer::admittedCount)
                .description("connections that were let in")
                .register(registry);
        FunctionCounter.builder("howdah.bindump.sent", server, BindumpServer::bytesSent)
                .description("bytes sent to frontends")
                .baseUnit("bytes")
                .register(registry);
    }
}
