package io.howdah.recovery.session;

import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Sessions as executions of db-scheduler. One is named {@code <session>/<run>}: a retry or cancel gets an execution of
 * its own instead of meeting one that is about to end.
 */
@Configuration(proxyBeanMethods = false)
class SessionTask {

    static final String NAME = "session";

    /** When the state could not be read or written: the database is away, and is asked again soon. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    static TaskInstance<Void> execution(String sessionId, int run) {
        return new TaskInstance<>(NAME, sessionId + "/" + run);
    }

    @Bean
    Task<Void> runSessions(SessionRunner runner) {
        return Tasks.custom(NAME, Void.class)
                .onDeadExecutionRevive()
                .onFailure(new FailureHandler.OnFailureRetryLater<>(AFTER_FAILURE))
                .execute((instance, context) -> {
                    String name = instance.getId();
                    int slash = name.lastIndexOf('/');
                    Instant again = runner.run(name.substring(0, slash), Integer.parseInt(name.substring(slash + 1)));
                    return again == null
                            ? (complete, operations) -> operations.remove()
                            : (complete, operations) -> operations.reschedule(complete, again);
                });
    }

    @Bean
    DbSchedulerCustomizer sessionExecution() {
        return new DbSchedulerCustomizer() {

            @Override
            public Optional<SchedulerName> schedulerName() {
                return Optional.of(new SchedulerName.Fixed(new SchedulerName.Hostname().getName() + "/"
                        + ProcessHandle.current().pid()));
            }

            /** Sessions mostly wait for agents. */
            @Override
            public Optional<ExecutorService> executorService() {
                return Optional.of(new UninterruptedExecutor(Executors.newVirtualThreadPerTaskExecutor()));
            }
        };
    }
}
