package io.howdah.system;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The disk as a power cut left it, and what had been told before.
 *
 * @param commits rows of each client whose commit was acknowledged
 * @param made publications and backups that were accepted, as paths of the API
 * @param removed those of them whose removal was accepted
 * @param removing those whose removal may have been asked for
 */
record PowerCut(
        String name, Path image, List<Set<Long>> commits, Set<String> made, Set<String> removed, Set<String> removing) {

    static PowerCut now(String name, CuttableDisk disk, List<CommittingClient> clients, Traffic traffic) {
        List<Set<Long>> commits =
                clients.stream().map(CommittingClient::acknowledged).toList();
        Set<String> removed = traffic.removed();
        Set<String> made = traffic.made();
        Path image = disk.cut(name);
        return new PowerCut(name, image, commits, made, removed, traffic.removing());
    }

    /** In which states it may be when all sessions have ended, with GONE for what is not known any more. */
    Set<String> due(String path) {
        boolean backup = path.contains("/backups/");
        String present = backup ? "COMPLETED" : "PUBLISHED";
        String absent = backup ? "GONE" : "UNPUBLISHED";
        if (removed.contains(path)) {
            return Set.of(absent);
        }
        return removing.contains(path) ? Set.of(present, absent) : Set.of(present);
    }

    long acknowledgedCommits() {
        return commits.stream().mapToLong(Set::size).sum();
    }
}
