package io.howdah.system;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A step of an operation, as it shows between the services: in which call it does its work.
 *
 * @param caller the service that makes this call
 * @param callee the service that does the work
 * @param way the calls from the first that tells the step apart to the one that does its work
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
        UNPUBLISH;

        /** Whether it is about a publication that is there before. */
        boolean needsPublication() {
            return this == REPUBLISH || this == UNPUBLISH;
        }

        /** Whether a publication is there afterwards. */
        boolean leavesPublication() {
            return this == PUBLISH || this == REPUBLISH;
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

    static final List<Scene> ALL = List.of(
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
            request(Kind.UNPUBLISH),
            toMover(Kind.UNPUBLISH, "stop", ALWAYS, ENDS, STOP),
            toMount(Kind.UNPUBLISH, "unmount", ENDS, NEVER, UNMOUNT));

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
        return callee == Victim.RECOVERY;
    }

    /** The moments at which there is something of this kind that can go wrong. */
    Set<Moment> momentsOf(Victim victim) {
        return switch (victim) {
            case WORKER -> worker;
            case POSTMASTER -> postmaster;
            case MOUNT, MOVER -> isRequest() ? NEVER : ALWAYS;
            case RECOVERY, GATEWAY -> ALWAYS;
        };
    }

    boolean involves(Victim victim) {
        return victim == caller || victim == callee;
    }

    @Override
    public String toString() {
        return operation.name().toLowerCase(java.util.Locale.ROOT) + " " + step;
    }
}
