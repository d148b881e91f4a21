package io.howdah.mount.fs;

import io.howdah.mount.fs.WriteCache.Owner;
import io.howdah.mount.os.Directory;
import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.Fd;
import io.howdah.mount.os.FileStatus;
import io.howdah.mount.os.Host;
import io.howdah.mount.os.OpenFlags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the upper tree of a backup: every directory, and every file as a hole of its size that names its origin. */
final class FreshTree {

    private static final int COPY_BUFFER = 128 * 1024;

    private final Directory tree;
    private final Directory wal;
    private final ClusterLayout layout;
    private final Base base;
    private final Owner owner;
    private final boolean privileged = Host.effectiveUser() == 0;

    private final Map<String, BaseEntry> directories = new TreeMap<>();
    private final Map<String, BaseEntry> symlinks = new TreeMap<>();
    private final Map<String, List<BaseEntry>> filesByDirectory = new HashMap<>();

    FreshTree(Directory tree, Directory wal, ClusterLayout layout, Base base, Owner owner) {
        this.tree = tree;
        this.wal = wal;
        this.layout = layout;
        this.base = base;
        this.owner = owner;
    }

    void make() throws IOException {
        sort();
        for (BaseEntry directory : directories.values()) {
            makeDirectory(directory);
        }
        for (BaseEntry symlink : symlinks.values()) {
            tree.makeSymlink(symlink.target(), symlink.path());
            own(tree, symlink.path());
        }
        for (Map.Entry<String, List<BaseEntry>> files : filesByDirectory.entrySet()) {
            makeFiles(files.getKey(), files.getValue());
        }
        own(tree, "");
        own(wal, "");
        for (BaseEntry directory : directories.values()) {
            if ((directory.permissions() & 0700) != 0700) {
                tree.chmod(directory.path(), directory.permissions());
            }
        }
    }

    private void sort() throws IOException {
        boolean hasData = false;
        for (BaseEntry entry : base.entries()) {
            if (ClusterLayout.isWal(entry.path())) {
                continue;
            }
            hasData |= entry.path().startsWith("data/");
            addParents(entry.parent(), entry.modified());
            switch (entry.type()) {
                case DIRECTORY -> directories.put(entry.path(), entry);
                case SYMLINK -> symlinks.put(entry.path(), entry);
                case FILE ->
                    filesByDirectory
                            .computeIfAbsent(entry.parent(), key -> new ArrayList<>())
                            .add(entry);
            }
        }
        for (BaseEntry directory : List.copyOf(directories.values())) {
            String link = ClusterLayout.linkOf(directory.path());
            if (link != null) {
                addParents(link.substring(0, link.lastIndexOf('/')), directory.modified());
                symlinks.put(link, BaseEntry.symlink(link, layout.targetOf(directory.path()), directory.modified()));
            }
        }
        if (hasData) {
            symlinks.put(
                    ClusterLayout.WAL,
                    BaseEntry.symlink(ClusterLayout.WAL, layout.walDirectory().toString(), Instant.EPOCH));
            addParents(WalDirectory.PATH, Instant.EPOCH);
            makeWalDirectory();
        }
    }

    /** Directories on the way that the backup does not list, such as those above a configuration file below /etc. */
    private void addParents(String path, Instant modified) {
        if (!path.isEmpty() && !directories.containsKey(path)) {
            int permissions = path.equals("data") || path.startsWith("data/") ? 0700 : 0755;
            BaseEntry parent = BaseEntry.directory(path, permissions, modified);
            addParents(parent.parent(), modified);
            directories.put(path, parent);
        }
    }

    /** The WAL directory is native: what little the backup has of it is copied. */
    private void makeWalDirectory() throws IOException {
        Map<String, BaseEntry> sorted = new TreeMap<>();
        for (BaseEntry entry : base.entries()) {
            if (ClusterLayout.isWal(entry.path()) && entry.path().length() > ClusterLayout.WAL.length()) {
                sorted.put(entry.path().substring(ClusterLayout.WAL.length() + 1), entry);
            }
        }
        sorted.putIfAbsent("archive_status", BaseEntry.directory("archive_status", 0700, Instant.EPOCH));
        for (Map.Entry<String, BaseEntry> entry : sorted.entrySet()) {
            String name = entry.getKey();
            switch (entry.getValue().type()) {
                case DIRECTORY -> wal.makeDirectory(name, entry.getValue().permissions());
                case SYMLINK -> wal.makeSymlink(entry.getValue().target(), name);
                case FILE -> copy(entry.getValue(), wal, name);
            }
            own(wal, name);
        }
    }

    private void copy(BaseEntry entry, Directory to, String name) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(COPY_BUFFER);
        BaseFile file = base.open(entry.path());
        try (Fd fd =
                to.open(name, OpenFlags.WRITE_ONLY | OpenFlags.CREATE | OpenFlags.EXCLUSIVE, entry.permissions())) {
            long at = 0;
            while (at < entry.size()) {
                buffer.clear().limit((int) Math.min(COPY_BUFFER, entry.size() - at));
                int n = file.read(at, buffer);
                if (n <= 0) {
                    throw new IOException(
                            "the backup of " + entry.path() + " ends at " + at + ", not at " + entry.size());
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    at += fd.write(at, buffer);
                }
            }
        }
    }

    private void makeDirectory(BaseEntry directory) throws IOException {
        int permissions = directory.permissions() | 0700;
        tree.makeDirectory(directory.path(), permissions);
        own(tree, directory.path());
    }

    private void makeFiles(String directory, List<BaseEntry> files) throws IOException {
        try (Directory parent = tree.openDirectory(directory)) {
            for (BaseEntry file : files) {
                if (file.path().equals(ClusterLayout.TABLESPACE_MAP)) {
                    writeTablespaceMap(parent, file);
                } else {
                    makeFile(parent, file);
                }
            }
        }
    }

    private void makeFile(Directory parent, BaseEntry file) throws IOException {
        try (Fd fd = parent.open(
                file.name(), OpenFlags.WRITE_ONLY | OpenFlags.CREATE | OpenFlags.EXCLUSIVE, file.permissions())) {
            fd.truncate(file.size());
            fd.setAttribute(UpperFile.ORIGIN, file.path().getBytes(StandardCharsets.UTF_8));
            finish(fd, file);
        }
    }

    private void writeTablespaceMap(Directory parent, BaseEntry file) throws IOException {
        ByteBuffer content = ByteBuffer.allocateDirect(Math.toIntExact(file.size()));
        new BaseContent(base, file).readFully(0, content);
        String map = StandardCharsets.UTF_8.decode(content.flip()).toString();
        try (Fd fd = parent.open(
                file.name(), OpenFlags.WRITE_ONLY | OpenFlags.CREATE | OpenFlags.EXCLUSIVE, file.permissions())) {
            write(fd, layout.relocate(map, directories.keySet()).getBytes(StandardCharsets.UTF_8));
            finish(fd, file);
        }
    }

    private void finish(Fd fd, BaseEntry file) throws IOException {
        if (privileged && (owner.uid() != 0 || owner.gid() != 0)) {
            fd.chown(owner.uid(), owner.gid());
        }
        FileStatus.Time modified = new FileStatus.Time(
                file.modified().getEpochSecond(), file.modified().getNano());
        fd.setTimes(modified, modified);
    }

    private void own(Directory directory, String path) throws IOException {
        if (privileged && (owner.uid() != 0 || owner.gid() != 0)) {
            directory.chown(path, owner.uid(), owner.gid());
        }
    }

    static void write(Fd fd, byte[] content) throws IOException {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(content.length).put(content).flip();
        while (buffer.hasRemaining()) {
            if (fd.write(buffer.position(), buffer) == 0) {
                throw new ErrnoException(Errno.ENOSPC, "write");
            }
        }
    }
}
