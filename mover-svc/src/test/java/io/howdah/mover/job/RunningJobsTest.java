package io.howdah.mover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.howdah.openapi.log.LogContext;
import io.howdah.openapi.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class RunningJobsTest {

    private final RunningJobs<CountDownLatch> jobs =
            new RunningJobs<>("copy", "COPY_NOT_STOPPED", Duration.ofMillis(200));
    private final CountDownLatch stop = new CountDownLatch(1);

    @Test
    void isKnownUntilItIsOver() {
        CompletableFuture<String> session = new CompletableFuture<>();
        try (var _ = LogContext.with(LogContext.SESSION, "s1")) {
            jobs.start("c1", stop, Thread.ofVirtual()::start, () -> {
                session.complete(MDC.get(LogContext.SESSION));
                await(stop);
            });
        }

        assertThat(jobs.find("c1")).containsSame(stop);
        assertThat(session.join()).isEqualTo("s1");
        stop.countDown();
        jobs.awaitEnd("c1");
        assertThat(jobs.find("c1")).isEmpty();
        assertThatNoException().isThrownBy(() -> jobs.awaitEnd("c1"));
    }

    @Test
    void saysThatOneDoesNotEnd() {
        jobs.start("c1", stop, Thread.ofVirtual()::start, () -> await(stop));

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> jobs.awaitEnd("c1"))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("COPY_NOT_STOPPED"))
                .satisfies(problem -> assertThat(problem.detail()).contains("copy c1"));
        stop.countDown();
    }

    @Test
    void endsAllOfThem() {
        CountDownLatch other = new CountDownLatch(1);
        jobs.start("c1", stop, Thread.ofVirtual()::start, () -> await(stop));
        jobs.start("c2", other, Thread.ofVirtual()::start, () -> await(other));

        jobs.endAll(CountDownLatch::countDown);

        assertThat(jobs.find("c1")).isEmpty();
        assertThat(jobs.find("c2")).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
