package io.howdah.system;

import java.util.Arrays;
import java.util.List;

/** The processes that a session depends on. */
enum Victim {
    RECOVERY("recovery-svc"),
    MOUNT("mount-svc"),
    MOVER("mover-svc"),
    GATEWAY("api-gateway"),
    WORKER("worker"),
    POSTMASTER("postmaster");

    private final String process;

    Victim(String process) {
        this.process = process;
    }

    /** Those that a campaign is about: all, or some of them with {@code -Dhowdah.victims=WORKER,MOUNT}. */
    static List<Victim> chosen() {
        String names = System.getProperty("howdah.victims");
        return names == null
                ? List.of(values())
                : Arrays.stream(names.split(",")).map(Victim::valueOf).toList();
    }

    /** Whether there is one for all publications, which a supervisor has to start again. */
    boolean isService() {
        return this != WORKER && this != POSTMASTER;
    }

    /** Those of the publication. */
    List<Long> of(Suite suite, String publication) {
        return this == WORKER ? Traces.workersOf(suite, publication) : Traces.postmastersOf(suite, publication);
    }

    @Override
    public String toString() {
        return process;
    }
}
