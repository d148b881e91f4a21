package io.howdah.mount.host;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import org.springframework.stereotype.Component;

/** How much room the write caches have left: {@code howdah.write.cache.free}. */
@Component
class WriteCacheMetrics implements MeterBinder {

    private final WriteCacheCheck writeCache;

    WriteCacheMetrics(WriteCacheCheck writeCache) {
        this.writeCache = writeCache;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("howdah.write.cache.free", this, WriteCacheMetrics::free)
                .description("what the file system of the write caches has left")
                .baseUnit("bytes")
                .register(registry);
    }

    private double free() {
        try {
            return writeCache.freeBytes();
        } catch (IOException unknown) {
            return Double.NaN;
        }
    }
}
