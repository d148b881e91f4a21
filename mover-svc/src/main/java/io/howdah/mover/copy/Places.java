package io.howdah.mover.copy;

import io.howdah.mover.file.Durable;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The places of one copy: made ready before it, and cleared away or settled after it. Each may be done again. */
record Places(String id, List<Place> places) {

    /** Sets aside what is there. */
    void prepare() {
        for (Place place : places) {
            Path before = place.before(id);
            if (place.aside() && !exists(before)) {
                try {
                    Files.move(place.target(), before);
                    syncParent(before);
                } catch (IOException e) {
                    throw ProblemException.unprocessable(
                            "NOT_SET_ASIDE",
                            place.path() + " cannot be renamed to " + before.getFileName() + ": " + e.getMessage(),
                            "a mount point cannot be renamed: empty it, or restore into another directory");
                }
            }
        }
    }

    /** Removes what was copied and puts back what was set aside. */
    void undo() {
        for (Place place : places.reversed()) {
            Path target = place.target();
            Path before = place.before(id);
            if (place.aside()) {
                if (exists(before)) {
                    remove(target, true);
                    rename(before, target);
                }
            } else {
                remove(target, !place.existed());
                syncParent(target);
            }
        }
    }

    /** Removes what was set aside. */
    void settle() {
        for (Place place : places) {
            if (place.aside()) {
                remove(place.before(id), true);
            }
        }
    }

    private static void rename(Path from, Path to) {
        try {
            Files.move(from, to);
            syncParent(to);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot put " + from + " back as " + to, e);
        }
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static void remove(Path path, boolean itself) {
        if (!exists(path)) {
            return;
        }
        try {
            Files.walkFileTree(path, new Removal(itself ? null : path));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path, e);
        }
    }

    private static void syncParent(Path path) {
        Path parent = Objects.requireNonNull(path.getParent(), "an absolute path");
        if (!Files.isDirectory(parent)) {
            return;
        }
        try {
            Durable.sync(parent);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot sync directory " + parent, e);
        }
    }

    /** Links are removed, not followed. */
    private static final class Removal extends SimpleFileVisitor<Path> {

        private final @Nullable Path kept;

        Removal(@Nullable Path kept) {
            this.kept = kept;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException trouble) throws IOException {
            if (trouble != null) {
                throw trouble;
            }
            if (!directory.equals(kept)) {
                Files.deleteIfExists(directory);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
