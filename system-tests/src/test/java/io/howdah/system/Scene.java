package io.howdah.system;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A step of an operation, as it shows between the services: in which call it does its work.
 *
 * @param caller the service that makes this call
 * @param callee the service that does the work
 * @param way the calls from the first that tells the step apart to the one that does its work; none for any time
 * @param worker when the publication has a worker; empty if never
 * @param postmaster when it has a postmaster
 */
record Scene(
        Kind operation,
        String step,
        Victim caller,
        Victim callee,
        List<String> way,
        Set<Moment> worker,
        Set<Moment> postmaster) {

    /** The operations. */
    enum Kind {
        BACKUP,
        PUBLISH,
        REPUBLISH,
        UNPUBLISH,
        RESTORE,
        EXPORT;

        /** Whether it is about a publication that is there before. */
        boolean needsPublication() {
            return this == REPUBLISH || this == UNPUBLISH;
        }

        /** Whether a publication is there afterwards. */
        boolean leavesPublication() {
            return this == PUBLISH || this == REPUBLISH;
        }

        /** Whether it puts something into a directory of its own, which is its user's afterwards. */
        boolean fillsDirectory() {
            return this == RESTORE || this == EXPORT;
        }
    }

    private static final Set<Moment> NEVER = EnumSet.noneOf(Moment.class);
    private static final Set<Moment> BEGINS = EnumSet.of(Moment.DURING, Moment.AFTER);
    private static final Set<Moment> ALWAYS = EnumSet.allOf(Moment.class);
    private static final Set<Moment> ENDS = EnumSet.of(Moment.BEFORE, Moment.DURING);

    private static final String CHECK = "POST /instance-checks";
    private static final String LOOK = "GET /instances/[^/]+";
    private static final String STOP = "DELETE /instances/[^/]+";
    private static final String UNMOUNT = "DELETE /mounts/[^/]+";
    private static final String MOUNT = "PUT /mounts/[^/]+";
    private static final String START = "PUT /instances/[^/]+";
    private static final String SYNC = "POST /mounts/[^/]+/sync";
    private static final String RECOVER = "PUT /recoveries/[^/]+";
    private static final String DUMP = "PUT /dumps/[^/]+";
    private static final String TRANSFER = "PUT /transfers/[^/]+";

    /** The steps. */
    static final List<Scene> STEPS = List.of(
            request(Kind.BACKUP),
            toMover(Kind.BACKUP, "validate", NEVER, NEVER, "PUT /clusters/[^/]+"),
            toMover(Kind.BACKUP, "copy", NEVER, NEVER, "PUT /backup-jobs/[^/]+"),
            toMover(Kind.BACKUP, "record", NEVER, NEVER, "GET /repository/clusters/[^/]+/backups"),
            request(Kind.PUBLISH),
            toMover(Kind.PUBLISH, "validate", NEVER, NEVER, CHECK),
            toMount(Kind.PUBLISH, "mount", BEGINS, NEVER, MOUNT),
            toMover(Kind.PUBLISH, "start", ALWAYS, BEGINS, START),
            toMount(Kind.PUBLISH, "durable", ALWAYS, ALWAYS, START, SYNC),
            toMover(Kind.PUBLISH, "ready", ALWAYS, ALWAYS, START, SYNC, LOOK),
            request(Kind.REPUBLISH),
            toMover(Kind.REPUBLISH, "validate", ALWAYS, ALWAYS, CHECK),
            toMount(Kind.REPUBLISH, "mount", ALWAYS, ALWAYS, MOUNT),
            toMover(Kind.REPUBLISH, "stop", ALWAYS, ENDS, STOP),
            toMover(Kind.REPUBLISH, "start", ALWAYS, BEGINS, START),
            toMount(Kind.REPUBLISH, "durable", ALWAYS, ALWAYS, START, SYNC),
            toMover(Kind.REPUBLISH, "ready", ALWAYS, ALWAYS, START, SYNC, LOOK),
            toMount(Kind.REPUBLISH, "discard", ALWAYS, ALWAYS, UNMOUNT),
            request(Kind.UNPUBLISH),
            toMover(Kind.UNPUBLISH, "stop", ALWAYS, ENDS, STOP),
            toMount(Kind.UNPUBLISH, "unmount", ENDS, NEVER, UNMOUNT),
            request(Kind.RESTORE),
            toMover(Kind.RESTORE, "validate", NEVER, NEVER, CHECK),
            toMover(Kind.RESTORE, "copy", NEVER, NEVER, "PUT /copies/[^/]+"),
            toMover(Kind.RESTORE, "recover", NEVER, EnumSet.of(Moment.DURING), RECOVER),
            toMover(Kind.RESTORE, "finish", NEVER, NEVER, RECOVER, "DELETE /copies/[^/]+"),
            request(Kind.EXPORT),
            toMover(Kind.EXPORT, "validate", NEVER, NEVER, "POST /transfer-checks"),
            toMount(Kind.EXPORT, "mount", BEGINS, NEVER, MOUNT),
            toMover(Kind.EXPORT, "start", ALWAYS, BEGINS, START),
            toMover(Kind.EXPORT, "select", ALWAYS, ALWAYS, "GET /instances/[^/]+/databases"),
            toMover(Kind.EXPORT, "dump", ALWAYS, ALWAYS, DUMP),
            toMover(Kind.EXPORT, "close", ALWAYS, ENDS, STOP),
            toMount(Kind.EXPORT, "close, mount", ENDS, NEVER, UNMOUNT),
            toMover(Kind.EXPORT, "transfer", NEVER, NEVER, TRANSFER),
            toMover(Kind.EXPORT, "clean", NEVER, NEVER, TRANSFER, "DELETE /dumps/[^/]+"));

    /** The steps, and for each operation any time at all. */
    static final List<Scene> ALL = Stream.concat(
                    STEPS.stream(),
                    STEPS.stream().map(Scene::operation).distinct().map(Scene::anyTime))
            .sorted(Comparator.comparing(Scene::operation))
            .toList();

    private static Scene anyTime(Kind operation) {
        Set<Moment> postmaster = operation == Kind.BACKUP ? NEVER : EnumSet.of(Moment.DURING);
        Set<Moment> worker = operation == Kind.RESTORE ? NEVER : postmaster;
        return new Scene(operation, "any time", Victim.RECOVERY, Victim.RECOVERY, List.of(), worker, postmaster);
    }

    private static Scene request(Kind operation) {
        return new Scene(operation, "request", Victim.GATEWAY, Victim.RECOVERY, List.of(".*"), NEVER, NEVER);
    }

    private static Scene toMover(
            Kind operation, String step, Set<Moment> worker, Set<Moment> postmaster, String... way) {
        return new Scene(operation, step, Victim.RECOVERY, Victim.MOVER, List.of(way), worker, postmaster);
    }

    private static Scene toMount(
            Kind operation, String step, Set<Moment> worker, Set<Moment> postmaster, String... way) {
        return new Scene(operation, step, Victim.RECOVERY, Victim.MOUNT, List.of(way), worker, postmaster);
    }

    /** Whether it is the request itself, before there is a session. */
    boolean isRequest() {
        return caller == Victim.GATEWAY;
    }

    /** Whether nothing tells when it is: the session is stopped nowhere. */
    boolean isAnyTime() {
        return way.isEmpty();
    }

    /** The moments at which there is something of this kind that can go wrong. */
    Set<Moment> momentsOf(Victim victim) {
        return switch (victim) {
            case WORKER -> worker;
            case POSTMASTER -> postmaster;
            case RECOVERY, MOUNT, MOVER, GATEWAY -> isAnyTime() ? EnumSet.of(Moment.DURING) : momentsOfService(victim);
        };
    }

    private Set<Moment> momentsOfService(Victim victim) {
        return switch (victim) {
            case MOUNT, MOVER -> isRequest() ? NEVER : ALWAYS;
            default -> ALWAYS;
        };
    }

    /** Whether it is this service that the step is about; recovery-svc calls in all of them but the requests. */
    boolean isAboveAllOf(Victim victim) {
        return !isAnyTime() && (victim == callee || victim == caller && victim != Victim.RECOVERY);
    }

    boolean involves(Victim victim) {
        return isAnyTime() || victim == caller || victim == callee;
    }

    @Override
    public String toString() {
        return operation.name().toLowerCase(java.util.Locale.ROOT) + " " + step;
    }
}
