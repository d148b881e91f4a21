package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationState;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mount.model.MountHost;
import io.howdah.openapi.mount.model.MountSpec;
import io.howdah.openapi.mount.model.MountState;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.openapi.mover.model.InstanceCheck;
import io.howdah.openapi.mover.model.InstanceCheckResult;
import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.mover.model.InstanceState;
import io.howdah.openapi.mover.model.RecoveryTarget;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.AgentUnavailable;
import io.howdah.recovery.agent.MountAgent;
import io.howdah.recovery.agent.MoverAgent;
import io.howdah.recovery.agent.Outcomes;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.session.Operation;
import io.howdah.recovery.session.Run;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.session.Step;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Publishes a backup: checks the host, mounts, starts, waits until all of it is on disk. */
@Component
class PublishOperation implements Operation {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final PublicationRepository rows;
    private final Hosts hosts;
    private final Clock clock;
    private final List<Step> steps = List.of(
            Step.of("validate", this::validate),
            new Step("mount", this::mount, this::unmount),
            new Step("start", this::start, this::stop),
            Step.of("durable", this::durable),
            Step.of("ready", this::ready));

    PublishOperation(PublicationRepository rows, Hosts hosts, Clock clock) {
        this.rows = rows;
        this.hosts = hosts;
        this.clock = clock;
    }

    @Override
    public SessionKind kind() {
        return SessionKind.PUBLISH;
    }

    @Override
    public List<Step> steps() {
        return steps;
    }

    @Override
    public void follow(SessionSnapshot session) {
        PublicationRow row = row(session.subject());
        if (!row.follows(session.id())) {
            return;
        }
        PublicationState state = PublishStates.of(session);
        row.become(state, session.error());
        var startedAt = session.startedAt();
        if (startedAt != null && !row.timings().containsKey("queued")) {
            row.time("queued", Duration.between(row.createdAt(), startedAt).toMillis());
        }
        if (session.isOver() && session.undoing()) {
            row.cleared();
        }
    }

    @Override
    public void beforeRetry(SessionSnapshot session) {
        if (!row(session.subject()).follows(session.id())) {
            throw ProblemException.conflict(
                    "SESSION_SUPERSEDED",
                    "publication " + session.subject() + " has been unpublished since session " + session.id(),
                    "publish the backup again");
        }
    }

    private Step.Done validate(Run run) {
        PublicationRow row = row(run.subject());
        Stopwatch watch = Stopwatch.start();
        MountAgent mount = hosts.mount(row.host());
        Supplier<MountHost> mountHost = Beside.call(mount::host);
        InstanceCheckResult check = hosts.mover(row.host()).check(instanceCheck(row));
        if (!check.getProblems().isEmpty()) {
            throw Outcomes.failed(check.getProblems().getFirst(), "the check of host " + row.host());
        }
        var mountProblems = mountHost.get().getProblems();
        if (!mountProblems.isEmpty()) {
            throw Outcomes.failed(mountProblems.getFirst(), "the check of host " + row.host());
        }
        long millis = watch.millis();
        return Step.Done.with(() -> row(run.subject()).checked(check.getOsUser(), millis));
    }

    private static InstanceCheck instanceCheck(PublicationRow row) {
        InstanceCheck check = new InstanceCheck(row.cluster(), row.backupId());
        check.setPort(row.requestedPort());
        check.setOsUser(row.requestedOsUser());
        return check;
    }

    private Step.Done mount(Run run) {
        PublicationRow row = row(run.subject());
        Stopwatch watch = Stopwatch.start();
        MountAgent agent = hosts.mount(row.host());
        Mount mount = beginMount(row, agent);
        while (mount.getState() == MountState.MOUNTING) {
            run.pause(LOOK_AGAIN);
            mount = present("mount", () -> agent.get(row.getId()));
        }
        if (mount.getState() == MountState.FAILED) {
            ProblemException failure = Outcomes.failed(mount.getError(), "mount " + row.getId());
            clearFor(failure, () -> agent.delete(row.getId()));
            throw failure;
        }
        if (mount.getState() != MountState.MOUNTED) {
            throw AgentUnavailable.passing(
                    "MOUNT_UNMOUNTING", "mount " + row.getId() + " is being taken away", "it is mounted again");
        }
        Mount done = mount;
        long millis = watch.millis();
        return Step.Done.with(() -> row(run.subject()).mounted(done, millis));
    }

    private static Mount beginMount(PublicationRow row, MountAgent agent) {
        MountSpec spec =
                new MountSpec(row.cluster(), row.backupId(), Objects.requireNonNull(row.osUser(), "validated"));
        try {
            return agent.mount(row.getId(), spec);
        } catch (AgentUnavailable trouble) {
            // A former attempt's mount that did not go away is told to once more.
            if (trouble.code().equals("MOUNT_UNMOUNTING")) {
                agent.delete(row.getId());
            }
            throw trouble;
        }
    }

    private void unmount(Run run) {
        PublicationRow row = row(run.subject());
        hosts.mount(row.host()).delete(row.getId());
    }

    private Step.Done start(Run run) {
        PublicationRow row = row(run.subject());
        Stopwatch watch = Stopwatch.start();
        // The fresh write cache goes to disk beside the start; the step "durable" asks again and counts.
        MountAgent mount = hosts.mount(row.host());
        Beside.run(() -> mount.sync(row.getId()));
        MoverAgent agent = hosts.mover(row.host());
        Instance instance = agent.start(row.getId(), instanceSpec(row));
        while (instance.getState() == InstanceState.STARTING) {
            run.pause(LOOK_AGAIN);
            instance = present("instance", () -> agent.instance(row.getId()));
        }
        requireReady(instance, agent);
        Instance done = instance;
        long millis = watch.millis();
        return Step.Done.with(() -> row(run.subject()).started(done, millis));
    }

    private static InstanceSpec instanceSpec(PublicationRow row) {
        InstanceSpec spec = new InstanceSpec(Objects.requireNonNull(row.dataDirectory(), "mounted"), row.major());
        spec.setWalDirectory(row.walDirectory());
        spec.setExternalsDirectory(row.externalsDirectory());
        spec.setPort(row.requestedPort());
        spec.setOsUser(row.osUser());
        // As long as no WAL is archived, LATEST is the end of the backup too.
        spec.setTarget(new RecoveryTarget(RecoveryTarget.TypeEnum.IMMEDIATE));
        return spec;
    }

    private void stop(Run run) {
        PublicationRow row = row(run.subject());
        hosts.mover(row.host()).stop(row.getId());
    }

    private Step.Done durable(Run run) {
        PublicationRow row = row(run.subject());
        Stopwatch watch = Stopwatch.start();
        Mount mount = hosts.mount(row.host()).sync(row.getId());
        long millis = watch.millis();
        return Step.Done.with(() -> row(run.subject()).durable(mount, millis));
    }

    private Step.Done ready(Run run) {
        PublicationRow row = row(run.subject());
        Stopwatch watch = Stopwatch.start();
        MoverAgent agent = hosts.mover(row.host());
        Instance instance = agent.instance(row.getId());
        while (instance.getState() == InstanceState.STARTING) {
            // It has died since it was ready, and mover-svc starts it again.
            run.pause(LOOK_AGAIN);
            instance = agent.instance(row.getId());
        }
        requireReady(instance, agent);
        long millis = watch.millis();
        return Step.Done.with(() -> row(run.subject()).published(clock.instant(), millis));
    }

    private static void requireReady(Instance instance, MoverAgent agent) {
        switch (instance.getState()) {
            case READY -> {}
            case FAILED -> {
                ProblemException failure = Outcomes.failed(instance.getError(), "instance " + instance.getId());
                clearFor(failure, () -> agent.stop(instance.getId()));
                throw failure;
            }
            case STARTING, STOPPED ->
                throw new ProblemException(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "INSTANCE_STOPPED",
                        "instance " + instance.getId() + " is " + instance.getState() + " soon after its start",
                        "look into its log on the host");
        }
    }

    /** What failed but may succeed the next time is removed before: the same PUT would answer that it has failed. */
    private static void clearFor(ProblemException failure, Runnable remove) {
        if (failure instanceof AgentUnavailable) {
            remove.run();
        }
    }

    /** An agent that lost what it was about to make is asked to make it by the next attempt. */
    private static <T> T present(String what, Supplier<T> question) {
        try {
            return question.get();
        } catch (ProblemException e) {
            if (e.status() == HttpStatus.NOT_FOUND) {
                throw AgentUnavailable.passing(
                        "AGENT_FORGOT", "the agent does not know the " + what + " any more: " + e.detail(), e.hint());
            }
            throw e;
        }
    }

    private PublicationRow row(String id) {
        return rows.findById(id)
                .orElseThrow(() -> new IllegalStateException("the row of publication " + id + " is gone"));
    }
}
