package io.howdah.mover.bindump.backup;

import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import io.howdah.repository.stream.FileKind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists what belongs to a backup. Runs after the backup has begun: what is made later comes back by recovery, and what
 * vanishes meanwhile is not missed.
 *
 * <p>Symbolic links are followed, so that a backup is whole by itself; only pg_wal and those in pg_tblspc are not, the
 * one because its content does not belong to the backup, the others because their targets travel as tablespaces.
 */
final class FileWalk {

    private static final Logger LOG = LoggerFactory.getLogger(FileWalk.class);
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

    private final Layout layout;
    private final List<SourceFile> files = new ArrayList<>();
    private final Set<Path> tablespaceRoots = new HashSet<>();
    private final Set<Path> followed = new HashSet<>();

    private FileWalk(Layout layout) {
        this.layout = layout;
    }

    /** Everything but pg_control, directories before what is in them. */
    static List<SourceFile> list(Layout layout) throws IOException, PgError {
        FileWalk walk = new FileWalk(layout);
        try {
            for (Tablespace tablespace : layout.tablespaces()) {
                if (!tablespace.inPlace()) {
                    walk.tablespaceRoots.add(Path.of(tablespace.location()).toRealPath());
                }
            }
            walk.dataDirectory();
            for (Tablespace tablespace : layout.tablespaces()) {
                if (!tablespace.inPlace()) {
                    walk.tablespace(tablespace);
                }
            }
        } catch (AccessDeniedException e) {
            throw unreadable(e);
        }
        return walk.files;
    }

    static PgError unreadable(AccessDeniedException e) {
        return PgError.of(SqlState.INSUFFICIENT_PRIVILEGE, "could not open \"" + e.getFile() + "\": permission denied")
                .detail("bindump reads files as operating system user " + System.getProperty("user.name") + ".")
                .hint("Run mover-svc as the owner of the data directory.")
                .causedBy(e);
    }

    private void dataDirectory() throws IOException {
        Path root = layout.dataDirectory();
        add(root, Layout.DATA, false);
        for (String name : names(root)) {
            Path path = root.resolve(name);
            String logical = Layout.DATA + "/" + name;
            if (Exclusions.atTopLevel(name) || Exclusions.anywhere(name)) {
                continue;
            }
            if (Exclusions.keepsOnlyDirectory(name)) {
                emptied(path, logical, name);
            } else if (name.equals("pg_tblspc")) {
                tablespaceLinks(path, logical);
            } else {
                visit(path, logical, name.equals("global"), name.equals("base"));
            }
        }
    }

    /** pg_wal must have the directories in which the server keeps its notes about segments. */
    private void emptied(Path path, String logical, String name) throws IOException {
        add(path, logical, false);
        if (name.equals("pg_wal")) {
            for (String inside : List.of("archive_status", "summaries")) {
                if (Files.isDirectory(path.resolve(inside))) {
                    add(path.resolve(inside), logical + "/" + inside, false);
                }
            }
        }
    }

    private void tablespaceLinks(Path path, String logical) throws IOException {
        add(path, logical, false);
        for (String name : names(path)) {
            Path entry = path.resolve(name);
            if (NUMBER.matcher(name).matches() && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                add(entry, logical + "/" + name, false);
                visit(
                        entry.resolve(layout.versionDirectory()),
                        logical + "/" + name + "/" + layout.versionDirectory(),
                        false,
                        true);
            }
        }
    }

    private void tablespace(Tablespace tablespace) throws IOException {
        Path root = Path.of(tablespace.location());
        String logical = Layout.TABLESPACES + "/" + tablespace.oid();
        add(root, logical, false);
        visit(root.resolve(layout.versionDirectory()), logical + "/" + layout.versionDirectory(), false, true);
    }

    /**
     * @param holdsRelations whether files directly in it may be relations
     * @param holdsDatabases whether directories in it are databases, which hold relations
     */
    private void visit(Path path, String logical, boolean holdsRelations, boolean holdsDatabases) throws IOException {
        try {
            if (Files.isDirectory(path)) {
                directory(path, logical, holdsRelations, holdsDatabases);
            } else if (Files.isRegularFile(path)) {
                add(path, logical, false);
            } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                LOG.warn("left out {}: neither a file nor a directory", path);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOG.debug("{} vanished while files were listed", path);
        }
    }

    private void directory(Path path, String logical, boolean holdsRelations, boolean holdsDatabases)
            throws IOException {
        if (Files.isSymbolicLink(path) && isElsewhereInTheBackup(path.toRealPath())) {
            LOG.warn("left out {}: the directory it links to is in the backup already", path);
            return;
        }
        if (!tablespaceRoots.isEmpty() && tablespaceRoots.contains(path.toRealPath())) {
            return; // a tablespace inside the data directory: it travels as a tablespace
        }
        add(path, logical, false);
        List<String> names = names(path);
        Set<String> unlogged = holdsRelations ? unlogged(names) : Set.of();
        for (String name : names) {
            if (Exclusions.anywhere(name) || (holdsRelations && RelationName.isTemporary(name))) {
                continue;
            }
            Path entry = path.resolve(name);
            String entryLogical = logical + "/" + name;
            if (holdsDatabases && NUMBER.matcher(name).matches()) {
                visit(entry, entryLogical, true, false);
            } else if (holdsRelations) {
                relationOrOther(entry, entryLogical, name, unlogged);
            } else {
                visit(entry, entryLogical, false, false);
            }
        }
    }

    private boolean isElsewhereInTheBackup(Path target) throws IOException {
        Path data = layout.dataDirectory().toRealPath();
        return target.startsWith(data) || data.startsWith(target) || !followed.add(target);
    }

    private void relationOrOther(Path path, String logical, String name, Set<String> unlogged) throws IOException {
        RelationName relation = RelationName.parse(name).orElse(null);
        if (relation == null) {
            if (!logical.equals(Layout.DATA + "/" + ControlFile.NAME)) {
                visit(path, logical, false, false);
            }
            return;
        }
        if (relation.fork() != FileKind.INIT && unlogged.contains(relation.relation())) {
            return;
        }
        try {
            add(path, logical, true);
        } catch (NoSuchFileException e) {
            LOG.debug("{} vanished while files were listed", path);
        }
    }

    /** Relations with an init fork are unlogged: recovery makes their other forks anew from it. */
    private static Set<String> unlogged(List<String> names) {
        Set<String> unlogged = new HashSet<>();
        for (String name : names) {
            RelationName.parse(name)
                    .filter(relation -> relation.fork() == FileKind.INIT)
                    .ifPresent(relation -> unlogged.add(relation.relation()));
        }
        return unlogged;
    }

    private void add(Path path, String logical, boolean relation) throws IOException {
        files.add(SourceFile.of(logical, path, relation));
    }

    private static List<String> names(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }
}
