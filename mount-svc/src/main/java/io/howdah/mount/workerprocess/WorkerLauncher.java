package io.howdah.mount.workerprocess;

import io.howdah.mount.os.Directory;
import io.howdah.mount.worker.WorkerJson;
import io.howdah.mount.worker.WorkerSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Starts worker processes that outlive us, and removes the files that belong to one. */
@Component
class WorkerLauncher {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerLauncher.class);
    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int LAST_LINES = 5;

    private final WorkerCommand command;
    private final Spares spares;

    WorkerLauncher(WorkerCommand command, Spares spares) {
        this.command = command;
        this.spares = spares;
    }

    /** Makes the mount point and all that the worker needs, and starts it, unless one waits for that. */
    Process launch(MountPlace place, WorkerSpec spec) throws WorkerFailedException {
        try {
            Files.createDirectories(place.mountPoint());
            Files.createDirectories(place.runDirectory(), OWNER_ONLY_DIRECTORY);
            Files.createDirectories(place.temporary(), OWNER_ONLY_DIRECTORY);
            Files.deleteIfExists(place.controlSocket());
            Files.deleteIfExists(place.specification());
            Files.createFile(place.specification(), OWNER_ONLY_FILE);
            Files.writeString(place.specification(), WorkerJson.write(spec));
            Optional<Process> spare = spares.take(place);
            return spare.isPresent()
                    ? spare.get()
                    : DetachedProcess.start(command.arguments(place), place.log(), DetachedProcess.NO_INPUT);
        } catch (IOException e) {
            throw new WorkerFailedException(
                    WorkerFailedException.NOT_STARTED,
                    "the worker of mount " + place.id() + " cannot be started: " + e.getMessage(),
                    "look whether the directories named in howdah.mount.* can be written to",
                    e);
        }
    }

    /** The end of the worker's log, in one line. */
    String lastWords(MountPlace place) {
        try {
            List<String> lines = Files.readAllLines(place.log(), StandardCharsets.UTF_8);
            return lines.stream()
                    .skip(Math.max(0, lines.size() - LAST_LINES))
                    .map(String::strip)
                    .collect(Collectors.joining(" | "));
        } catch (IOException e) {
            LOG.debug("mount {}: the worker's log cannot be read", place.id(), e);
            return "it said nothing";
        }
    }

    /** Removes all files of a worker that has ended, and the mount point; all but the write cache. */
    void sweep(MountPlace place) throws IOException {
        removeTree(place.temporary());
        Files.deleteIfExists(place.controlSocket());
        Files.deleteIfExists(place.specification());
        keepLog(place);
        Files.deleteIfExists(place.mountPoint());
    }

    void removeWriteCache(MountPlace place) throws IOException {
        removeTree(place.writeCache());
    }

    private static void keepLog(MountPlace place) throws IOException {
        if (Files.exists(place.log())) {
            try (var lines = Files.lines(place.log(), StandardCharsets.ISO_8859_1)) {
                lines.filter(line -> !line.isBlank())
                        .forEach(line -> LOG.info("mount {}: its worker said: {}", place.id(), line));
            }
            Files.delete(place.log());
        }
    }

    /** Never follows a symbolic link: what is below may have been put there by another user. */
    private static void removeTree(Path tree) throws IOException {
        Path parent = tree.getParent();
        if (parent != null && Files.isDirectory(parent)) {
            try (Directory directory = Directory.open(parent)) {
                directory.removeTree(tree.getFileName().toString());
                // Gone for good before its row is: after a power cut nobody would know of it.
                directory.fd().sync();
            }
        }
    }
}
