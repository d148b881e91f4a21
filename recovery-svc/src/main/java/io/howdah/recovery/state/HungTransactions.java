package io.howdah.recovery.state;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * Has a PostgreSQL that holds the state end transactions in which nothing happens any more. Their recovery-svc hangs,
 * or its host is gone, and their locks would keep the others from its sessions until it comes back.
 */
@Component
class HungTransactions implements BeanPostProcessor {

    /** Ours wait for nothing but the database, and by that time the sessions are anybody's. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool
                && String.valueOf(pool.getJdbcUrl()).startsWith("jdbc:postgresql:")) {
            pool.addDataSourceProperty(
                    "options", "-c idle_in_transaction_session_timeout=" + LONGEST_SILENCE.toMillis());
        }
        return bean;
    }
}
