package io.howdah.recovery.mount;

import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mount.model.MountSpec;
import io.howdah.openapi.mount.model.MountState;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.AgentUnavailable;
import io.howdah.recovery.agent.MountAgent;
import io.howdah.recovery.agent.Outcomes;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.session.Run;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Makes and removes mounts, and waits until they are. Everything may be asked for again. */
@Component
public class Mounts {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Hosts hosts;

    Mounts(Hosts hosts) {
        this.hosts = hosts;
    }

    /** Returns when it is mounted. */
    public Mount mount(Run run, String host, String id, MountSpec spec) {
        MountAgent agent = hosts.mount(host);
        Mount mount = settled(run, agent, begin(agent, id, spec));
        if (mount.getState() == MountState.FAILED) {
            ProblemException failure = Outcomes.failed(mount.getError(), "mount " + id);
            // What may succeed the next time is removed before: the same PUT would answer that it has failed.
            if (failure instanceof AgentUnavailable) {
                agent.delete(id);
            }
            throw failure;
        }
        if (mount.getState() != MountState.MOUNTED) {
            throw AgentUnavailable.passing(
                    "MOUNT_UNMOUNTING", "mount " + id + " is being taken away", "it is mounted again");
        }
        return mount;
    }

    /** Returns when one that was there before is mounted again. Never removes it, nor its write cache. */
    public void bringBack(Run run, String host, String id, MountSpec spec) {
        MountAgent agent = hosts.mount(host);
        Mount mount = settled(run, agent, agent.mount(id, spec));
        if (mount.getState() != MountState.MOUNTED) {
            throw Outcomes.failed(mount.getError(), "mount " + id);
        }
    }

    /** Returns when nothing is left of it, its write cache included. */
    public void unmount(String host, String id) {
        hosts.mount(host).delete(id);
    }

    private static Mount settled(Run run, MountAgent agent, Mount begun) {
        Mount mount = begun;
        while (mount.getState() == MountState.MOUNTING) {
            run.pause(LOOK_AGAIN);
            mount = Outcomes.present("mount", () -> agent.get(begun.getId()));
        }
        return mount;
    }

    private static Mount begin(MountAgent agent, String id, MountSpec spec) {
        try {
            return agent.mount(id, spec);
        } catch (AgentUnavailable trouble) {
            // A former attempt's mount that did not go away is told to once more.
            if (trouble.code().equals("MOUNT_UNMOUNTING")) {
                agent.delete(id);
            }
            throw trouble;
        }
    }
}
