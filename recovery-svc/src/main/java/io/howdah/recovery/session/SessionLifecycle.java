package io.howdah.recovery.session;

import io.howdah.recovery.agent.Agents;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Lets go of the running sessions before anything else ends, so that they are free for the next recovery-svc at once
 * and not only when their heartbeats are missed.
 */
@Component
class SessionLifecycle implements SmartLifecycle {

    private final SessionRunner runner;
    private final Agents agents;
    private volatile boolean running;

    SessionLifecycle(SessionRunner runner, Agents agents) {
        this.runner = runner;
        this.agents = agents;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        runner.stop();
        agents.abort();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
