package io.howdah.recovery.publication;

import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mount.model.MountHost;
import io.howdah.openapi.mount.model.MountSpec;
import io.howdah.openapi.mount.model.MountState;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.openapi.mover.model.InstanceCheck;
import io.howdah.openapi.mover.model.InstanceCheckResult;
import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.mover.model.InstanceState;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.AgentUnavailable;
import io.howdah.recovery.agent.MountAgent;
import io.howdah.recovery.agent.MoverAgent;
import io.howdah.recovery.agent.Outcomes;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.mount.Mounts;
import io.howdah.recovery.session.Run;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What the agents of a publication's host do for its editions. Everything may be asked for again. */
@Component
class EditionWork {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Hosts hosts;
    private final Mounts mounts;

    EditionWork(Hosts hosts, Mounts mounts) {
        this.hosts = hosts;
        this.mounts = mounts;
    }

    /**
     * Checks that the host can open the edition.
     *
     * @param port which must be free; null when it does not matter, or is in use by the publication itself
     * @return the user that it would run as
     */
    String check(PublicationRow row, EditionRow edition, @Nullable Integer port) {
        MountAgent mount = hosts.mount(row.host());
        Supplier<MountHost> mountHost = Beside.call(mount::host);
        InstanceCheck check = new InstanceCheck(row.cluster(), edition.backupId());
        check.setPort(port);
        check.setOsUser(row.osUser() != null ? row.osUser() : row.requestedOsUser());
        InstanceCheckResult result = hosts.mover(row.host()).check(check);
        if (!result.getProblems().isEmpty()) {
            throw Outcomes.failed(result.getProblems().getFirst(), "the check of host " + row.host());
        }
        var mountProblems = mountHost.get().getProblems();
        if (!mountProblems.isEmpty()) {
            throw Outcomes.failed(mountProblems.getFirst(), "the check of host " + row.host());
        }
        return result.getOsUser();
    }

    Mount mount(Run run, PublicationRow row, EditionRow edition) {
        return mounts.mount(run, row.host(), edition.id(), spec(row, edition));
    }

    private static MountSpec spec(PublicationRow row, EditionRow edition) {
        return new MountSpec(row.cluster(), edition.backupId(), Objects.requireNonNull(row.osUser(), "validated"));
    }

    /** Returns when nothing is left of the mount, its write cache included. */
    void unmount(PublicationRow row, String mount) {
        mounts.unmount(row.host(), mount);
    }

    /** @param port null for a free one */
    Instance start(Run run, PublicationRow row, EditionRow edition, @Nullable Integer port) {
        // The fresh write cache goes to disk beside the start; the step "durable" asks again and counts.
        MountAgent mount = hosts.mount(row.host());
        Beside.run(() -> mount.sync(edition.id()));
        return start(run, row, spec(row, edition, port));
    }

    private Instance start(Run run, PublicationRow row, InstanceSpec spec) {
        MoverAgent agent = hosts.mover(row.host());
        return ready(run, agent, agent.start(row.getId(), spec));
    }

    private static Instance ready(Run run, MoverAgent agent, Instance begun) {
        Instance instance = begun;
        while (instance.getState() == InstanceState.STARTING) {
            tellOf(run, instance);
            run.pause(LOOK_AGAIN);
            instance = Outcomes.present("instance", () -> agent.instance(begun.getId()));
        }
        return requireReady(instance, agent);
    }

    private static void tellOf(Run run, Instance recovering) {
        String lsn = recovering.getReplayedLsn();
        if (lsn != null) {
            OffsetDateTime time = recovering.getReplayedTime();
            run.replayed(lsn, time == null ? null : time.toInstant());
        }
    }

    private static InstanceSpec spec(PublicationRow row, EditionRow edition, @Nullable Integer port) {
        InstanceSpec spec =
                new InstanceSpec(Objects.requireNonNull(edition.dataDirectory(), "mounted"), edition.major());
        spec.setWalDirectory(edition.walDirectory());
        spec.setExternalsDirectory(edition.externalsDirectory());
        spec.setPort(port);
        spec.setOsUser(row.osUser());
        spec.setSocketOnly(row.hidden() ? true : null);
        spec.setTarget(edition.target().toAgent());
        return spec;
    }

    /** Where recovery ended, for those who follow the session. */
    static @Nullable String reached(Instance instance) {
        String lsn = instance.getReachedLsn();
        OffsetDateTime time = instance.getReachedTime();
        return lsn == null ? null : "recovered to " + lsn + (time == null ? "" : ", last transaction at " + time);
    }

    /** Returns when no process, socket or file of the instance is left. */
    void stop(PublicationRow row) {
        hosts.mover(row.host()).stop(row.getId());
    }

    /** The same, but nobody else is given its port: an instance of another edition is to take its place. */
    void stopForAnother(PublicationRow row) {
        hosts.mover(row.host()).stopForAnother(row.getId());
    }

    /** Returns when the fresh write cache is on disk. */
    Mount sync(PublicationRow row, EditionRow edition) {
        return hosts.mount(row.host()).sync(edition.id());
    }

    /**
     * The instance as soon as it accepts connections: it may have died since its start, and be on its way again. One
     * that did not come back, as when its mount died too, was removed by a former attempt and is started anew.
     */
    Instance ready(Run run, PublicationRow row, EditionRow edition) {
        MoverAgent agent = hosts.mover(row.host());
        Optional<Instance> present = known(() -> agent.instance(row.getId()));
        return present.isPresent()
                ? ready(run, agent, present.get())
                : start(run, row, spec(row, edition, row.settledPort()));
    }

    /**
     * Has the instance run on an edition that was published before, with all the changes made in it: mounted again on
     * the same write cache and started again where that is needed. Never takes that write cache away.
     *
     * @return false when its mount is gone, and nothing of it can come back
     */
    boolean bringBack(Run run, PublicationRow row, EditionRow edition) {
        MountAgent agent = hosts.mount(row.host());
        Optional<Mount> kept = known(() -> agent.get(edition.id()));
        if (kept.isEmpty() || kept.get().getState() == MountState.UNMOUNTING) {
            return false;
        }
        mounts.bringBack(run, row.host(), edition.id(), spec(row, edition));
        MoverAgent mover = hosts.mover(row.host());
        Optional<InstanceSpec> present =
                known(() -> mover.instance(row.getId())).map(Instance::getSpec);
        InstanceSpec wanted = spec(row, edition, row.connectionPort());
        if (present.isPresent() && !present.get().getDataDirectory().equals(wanted.getDataDirectory())) {
            mover.stopForAnother(row.getId());
            present = Optional.empty();
        }
        start(run, row, present.orElse(wanted));
        return true;
    }

    private static Instance requireReady(Instance instance, MoverAgent agent) {
        switch (instance.getState()) {
            case READY -> {
                return instance;
            }
            case FAILED -> {
                ProblemException failure = Outcomes.failed(instance.getError(), "instance " + instance.getId());
                // What may succeed the next time is removed before: the same PUT would answer that it has failed.
                if (failure instanceof AgentUnavailable) {
                    agent.stopForAnother(instance.getId());
                }
                throw failure;
            }
            case STARTING, STOPPED ->
                throw new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "INSTANCE_STOPPED",
                        "instance " + instance.getId() + " is " + instance.getState() + " soon after its start",
                        "look into its log on the host");
        }
        throw new IllegalStateException("instance " + instance.getId() + " has no state");
    }

    private static <T> Optional<T> known(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (ProblemException e) {
            if (e.status() == HttpStatus.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
