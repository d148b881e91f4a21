package io.howdah.mover.backup;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/**
 * What the backup jobs of this mover do: {@code howdah.backup.read} and {@code howdah.backup.stored}, which grow while
 * a backup runs, and {@code howdah.backup.duration}.
 */
@Component
class BackupMetrics {

    /** How a backup ended. */
    enum Outcome {
        COMPLETED,
        FAILED,
        CANCELED
    }

    private final MeterRegistry registry;
    private final Set<BackupRun> running = new HashSet<>();
    private long readByEnded;
    private long storedByEnded;

    BackupMetrics(MeterRegistry registry) {
        this.registry = registry;
        bytes("howdah.backup.read", "content that clusters sent, uncompressed", BackupMetrics::read);
        bytes("howdah.backup.stored", "bytes that were written to the repository", BackupMetrics::stored);
        for (Outcome outcome : Outcome.values()) {
            duration(outcome);
        }
    }

    private void bytes(String name, String description, ToDoubleFunction<BackupMetrics> count) {
        FunctionCounter.builder(name, this, count)
                .description(description)
                .baseUnit("bytes")
                .register(registry);
    }

    private Timer duration(Outcome outcome) {
        return Timer.builder("howdah.backup.duration")
                .description("backups that ended")
                .tag("outcome", outcome.name())
                .register(registry);
    }

    synchronized void began(BackupRun run) {
        running.add(run);
    }

    synchronized void ended(BackupRun run, Outcome outcome, Duration took) {
        running.remove(run);
        readByEnded += run.bytesDone();
        storedByEnded += run.bytesStored();
        duration(outcome).record(took);
    }

    private synchronized double read() {
        return readByEnded + running.stream().mapToLong(BackupRun::bytesDone).sum();
    }

    private synchronized double stored() {
        return storedByEnded
                + running.stream().mapToLong(BackupRun::bytesStored).sum();
    }
}
