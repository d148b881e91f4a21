package io.howdah.mount.host;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** All that is to be well before a backup is mounted. */
@Component
@Order(HostChecks.FIRST)
public class HostChecks implements ApplicationRunner {

    /** At start: the directories have to be there again before mounts are recovered after a reboot. */
    static final int FIRST = 0;

    private static final Logger LOG = LoggerFactory.getLogger(HostChecks.class);

    private final List<HostCheck> checks;

    HostChecks(List<HostCheck> checks) {
        this.checks = checks;
    }

    /** Tells the operator at start what callers would be told later. */
    @Override
    public void run(ApplicationArguments args) {
        problems()
                .forEach(problem -> LOG.warn(
                        "this host cannot mount: {}: {}; {}", problem.code(), problem.detail(), problem.hint()));
    }

    public List<HostProblem> problems() {
        return checks.stream().flatMap(check -> check.problems().stream()).toList();
    }

    /** @throws io.howdah.openapi.problem.ProblemException 422 with the first problem */
    public void require() {
        for (HostCheck check : checks) {
            for (HostProblem problem : check.problems()) {
                throw problem.toException();
            }
        }
    }
}
