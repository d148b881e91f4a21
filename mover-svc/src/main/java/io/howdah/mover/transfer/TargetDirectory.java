package io.howdah.mover.transfer;

import io.howdah.mover.file.Durable;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.util.FileSystemUtils;

/** The directory that a dump is put into: empty, or absent in a directory that is there. Nobody else can read in it. */
record TargetDirectory(Path path) {

    static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** Says by an exception why nothing can be put there. */
    void requireUsable() throws IOException {
        if (!path.isAbsolute() || !path.equals(path.normalize()) || path.getNameCount() == 0) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_VALUE",
                    "directory " + path + " is not an absolute path in its plain form",
                    "give one from /, without . and ..");
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            requireEmpty();
        } else {
            requireMakeable();
        }
    }

    private void requireEmpty() throws IOException {
        if (!Files.isDirectory(path)) {
            throw TransferProblems.unusable(path, "is not a directory", "choose another");
        }
        if (!Files.isReadable(path) || !Files.isWritable(path) || !Files.isExecutable(path)) {
            throw forbidden(path);
        }
        try (DirectoryStream<Path> content = Files.newDirectoryStream(path)) {
            if (content.iterator().hasNext()) {
                throw ProblemException.conflict(
                        "TARGET_NOT_EMPTY",
                        "directory " + path + " is not empty",
                        "choose one that is empty or absent");
            }
        }
    }

    private void requireMakeable() {
        Path parent = path.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw TransferProblems.unusable(path, "is to be made in one that does not exist", "make " + parent);
        }
        if (!Files.isWritable(parent) || !Files.isExecutable(parent)) {
            throw forbidden(parent);
        }
    }

    private static ProblemException forbidden(Path directory) {
        return TransferProblems.unusable(
                directory,
                "cannot be written by user " + System.getProperty("user.name"),
                "give that user the right, or choose another");
    }

    boolean exists() {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    void make(List<String> subdirectories) throws IOException {
        if (!exists()) {
            Files.createDirectory(path, OURS);
        }
        for (String name : subdirectories) {
            Path directory = path.resolve(name);
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(directory, OURS);
            }
        }
    }

    void requireSpace(long needed) throws IOException {
        long free = Files.getFileStore(path).getUsableSpace();
        if (free < needed) {
            throw new ProblemException(
                    HttpStatus.INSUFFICIENT_STORAGE,
                    "TARGET_SPACE_TOO_SMALL",
                    "the dump needs " + needed + " more bytes in " + path + ", and its file system has " + free
                            + " free",
                    "free space, then retry the session, or export to another directory");
        }
    }

    void sync(List<String> subdirectories) throws IOException {
        for (String name : subdirectories) {
            Durable.sync(path.resolve(name));
        }
        Durable.sync(path);
        Path parent = path.getParent();
        if (parent != null && Files.isReadable(parent)) {
            Durable.sync(parent);
        }
    }

    /** @param whole whether it was made for this */
    void remove(List<String> entries, boolean whole) throws IOException {
        for (String entry : entries) {
            FileSystemUtils.deleteRecursively(path.resolve(entry));
            Files.deleteIfExists(FileFetch.partial(path.resolve(entry)));
        }
        if (whole && exists()) {
            try (DirectoryStream<Path> content = Files.newDirectoryStream(path)) {
                if (content.iterator().hasNext()) {
                    return;
                }
            }
            Files.delete(path);
        }
    }
}
