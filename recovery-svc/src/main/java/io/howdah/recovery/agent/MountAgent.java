package io.howdah.recovery.agent;

import io.howdah.openapi.mount.client.MountHostApi;
import io.howdah.openapi.mount.client.MountsApi;
import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mount.model.MountHost;
import io.howdah.openapi.mount.model.MountSpec;

/**
 * The mount-svc of one host. Calls throw {@link AgentUnavailable} for what may pass and
 * {@link io.howdah.openapi.problem.ProblemException} for what is final.
 */
public final class MountAgent {

    private final AgentCalls calls;
    private final MountHostApi host;
    private final MountsApi mounts;
    private final MountHostApi hostProbe;
    private final MountsApi mountsProbe;

    MountAgent(AgentCalls calls, AgentClient work, AgentClient probe) {
        this.calls = calls;
        this.host = work.of(MountHostApi.class);
        this.mounts = work.of(MountsApi.class);
        this.hostProbe = probe.of(MountHostApi.class);
        this.mountsProbe = probe.of(MountsApi.class);
    }

    public MountHost host() {
        return calls.call(host::getMountHost);
    }

    /** How the host is now, or an error soon. */
    public MountHost probeHost() {
        return calls.probe(hostProbe::getMountHost);
    }

    public Mount mount(String id, MountSpec spec) {
        return calls.call(() -> mounts.putMount(id, spec));
    }

    public Mount get(String id) {
        return calls.call(() -> mounts.getMount(id));
    }

    /** How the mount is now, or an error soon. */
    public Mount probe(String id) {
        return calls.probe(() -> mountsProbe.getMount(id));
    }

    /** Returns when the fresh write cache is on disk. */
    public Mount sync(String id) {
        return calls.call(() -> mounts.syncMount(id));
    }

    /** Returns when nothing is left of the mount, its write cache included. */
    public void delete(String id) {
        calls.run(() -> mounts.deleteMount(id));
    }
}
