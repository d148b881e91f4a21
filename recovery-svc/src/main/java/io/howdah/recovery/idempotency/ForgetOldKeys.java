package io.howdah.recovery.idempotency;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.howdah.recovery.state.State;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Removes keys that are old enough, once an hour on one of the recovery-svc that share the database. */
@Configuration(proxyBeanMethods = false)
class ForgetOldKeys {

    private static final Duration INTERVAL = Duration.ofHours(1);

    @Bean
    RecurringTask<Void> forgetOldIdempotencyKeys(
            IdempotencyKeyRepository keys, State state, IdempotencyProperties properties, Clock clock) {
        return Tasks.recurring("forget-idempotency-keys", FixedDelay.of(INTERVAL))
                .execute((instance, context) ->
                        state.change(() -> keys.deleteOlderThan(clock.instant().minus(properties.keep()))));
    }
}
