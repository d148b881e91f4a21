package io.howdah.recovery.event;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.howdah.recovery.state.State;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Removes events nobody follows any more, once an hour on one of the recovery-svc that share the database. */
@Configuration(proxyBeanMethods = false)
class ForgetOldEvents {

    private static final Duration INTERVAL = Duration.ofHours(1);

    @Bean
    RecurringTask<Void> forgetOldSessionEvents(
            EventRepository events, State state, EventProperties properties, Clock clock) {
        return Tasks.recurring("forget-session-events", FixedDelay.of(INTERVAL))
                .execute((instance, context) -> state.change(
                        () -> events.deleteOfSessionsFinished(clock.instant().minus(properties.keep()))));
    }
}
