package io.howdah.mover.copy;

import io.howdah.mover.file.Durable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a directory that is changed into a backup has beyond it: pg_control first, so that no server starts on it any
 * more, then every file, link and directory that the backup has not.
 */
final class Surplus extends SimpleFileVisitor<Path> {

    private final CopyPlan plan;
    private final Set<Path> files = new HashSet<>();

    private Surplus(CopyPlan plan) {
        this.plan = plan;
        plan.files().forEach(file -> files.add(file.path()));
        files.add(CopyJournal.file(plan.dataDirectory()));
    }

    static void remove(CopyPlan plan) throws IOException {
        if (Files.deleteIfExists(plan.control().path())) {
            Durable.sync(plan.control().path().resolveSibling(""));
        }
        Surplus surplus = new Surplus(plan);
        walk(plan.dataDirectory(), surplus);
        for (Path tablespace : plan.tablespaces().values()) {
            // others may share the tablespace directory, but not what has the name of the version
            for (Path version : plan.directories().keySet()) {
                if (tablespace.equals(version.getParent())) {
                    walk(version, surplus);
                }
            }
        }
    }

    private static void walk(Path root, Surplus surplus) throws IOException {
        if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(root, surplus);
        }
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        boolean belongs = attributes.isSymbolicLink()
                ? Files.readSymbolicLink(file).toString().equals(plan.links().get(file))
                : attributes.isRegularFile() && files.contains(file);
        if (!belongs) {
            Files.delete(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException trouble) throws IOException {
        if (trouble != null) {
            throw trouble;
        }
        if (!plan.directories().containsKey(directory)) {
            Files.delete(directory);
        }
        return FileVisitResult.CONTINUE;
    }
}
