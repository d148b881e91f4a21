package io.howdah.recovery.session;

import io.howdah.recovery.state.EmbeddedDatabase;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Resumes at once, at start, what a former process left: an embedded database has one process at a time, so whoever had
 * picked an execution is gone. With a shared database the missing heartbeats tell.
 */
@Component
class FreeEmbeddedExecutions implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(FreeEmbeddedExecutions.class);

    private final DataSource dataSource;

    FreeEmbeddedExecutions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (!EmbeddedDatabase.is(dataSource)) {
            return;
        }
        int freed = new JdbcTemplate(dataSource)
                .update("update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null,"
                        + " execution_time = current_timestamp, version = version + 1 where picked");
        if (freed > 0) {
            LOG.info("resuming {} executions that a former process left", freed);
        }
    }
}
