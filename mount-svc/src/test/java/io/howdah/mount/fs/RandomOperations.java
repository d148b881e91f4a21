package io.howdah.mount.fs;

import io.howdah.mount.os.Directory;
import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.Fd;
import io.howdah.mount.os.FileStatus;
import io.howdah.mount.os.Mode;
import io.howdah.mount.os.OpenFlags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** One run of random operations, each on a file system over a backup and on a plain directory with the same content. */
final class RandomOperations implements AutoCloseable {

    private static final int LARGEST = 40_000;
    private static final int HANDLES = 6;
    private static final List<String> DIRECTORIES = List.of("data", "data/a", "data/a/b", "data/c");
    private static final List<String> NAMES = List.of("1", "2", "3", "4");
    private static final int[] SIZES = {0, 1, 100, 4095, 4096, 4097, 8192, 12_288, 16_384, 20_000, 24_576, 33_000};

    private final long seed;
    private final SplittableRandom random;
    private final int blockSize;
    private final Path treePath;
    private final MemoryBase base = new MemoryBase();
    private final Directory plain;
    private final List<String> paths = new ArrayList<>();
    private final List<Pair> open = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private final ByteBuffer ours = ByteBuffer.allocateDirect(LARGEST * 2);
    private final ByteBuffer theirs = ByteBuffer.allocateDirect(LARGEST * 2);
    private final List<Action> choices = choices();
    private FsCore core;

    /** One file, open on both sides. */
    private record Pair(FileHandle ours, Fd theirs, boolean writable) {}

    private interface Operation<T> {
        T run() throws IOException;
    }

    RandomOperations(long seed, Path directory, int blockSize) throws IOException {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.blockSize = blockSize;
        this.treePath = Files.createDirectory(directory.resolve("tree"));
        Path wal = Files.createDirectory(directory.resolve("wal"));
        Path plainPath = Files.createDirectory(directory.resolve("plain"));
        this.plain = Directory.open(plainPath);
        makeBase();
        ClusterLayout layout = new ClusterLayout(Path.of("/mnt"), wal);
        try (Directory tree = Directory.open(treePath);
                Directory walDirectory = Directory.open(wal)) {
            new FreshTree(tree, walDirectory, layout, base, new WriteCache.Owner(0, 0)).make();
            tree.unlink(ClusterLayout.WAL);
        }
        this.core = new FsCore(Directory.open(treePath), blockSize, base);
    }

    private void makeBase() throws IOException {
        for (String directory : DIRECTORIES.subList(0, 3)) {
            base.directory(directory);
            plain.makeDirectory(directory, 0700);
        }
        plain.makeDirectory(WalDirectory.PATH, 0755);
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            String path = randomPath();
            if (path.startsWith("data/c") || base.contents().containsKey(path)) {
                continue;
            }
            byte[] content = new byte[randomSize()];
            for (int at = 0; at < content.length; at++) {
                content[at] = (byte) (1 + random.nextInt(255));
            }
            base.file(path, content);
            paths.add(path);
            try (Fd fd = plain.open(path, OpenFlags.WRITE_ONLY | OpenFlags.CREATE, 0600)) {
                FreshTree.write(fd, content);
            }
        }
    }

    void run(int operations) {
        try {
            for (int i = 0; i < operations; i++) {
                choices.get(random.nextInt(choices.size())).run();
            }
            history.add("compare everything");
            compareTree("");
            remount();
            compareTree("");
        } catch (IOException | RuntimeException | Error e) {
            throw new AssertionError(
                    "seed " + seed + " (again with -Dhowdah.seed=" + seed + ") after\n  "
                            + String.join("\n  ", history),
                    e);
        }
    }

    /** What may happen, as often as its weight says. */
    private List<Action> choices() {
        List<Action> choices = new ArrayList<>();
        add(choices, 14, () -> openFile(false));
        add(choices, 6, () -> openFile(true));
        add(choices, 18, this::read);
        add(choices, 24, this::write);
        add(choices, 6, this::truncateHandle);
        add(choices, 3, this::truncatePath);
        add(choices, 5, this::allocate);
        add(choices, 3, this::closeOne);
        add(choices, 3, this::rename);
        add(choices, 3, this::unlink);
        add(choices, 2, this::link);
        add(choices, 2, this::makeDirectory);
        add(choices, 1, this::removeDirectory);
        add(choices, 1, this::chmod);
        add(choices, 1, this::symlink);
        add(choices, 2, this::list);
        add(choices, 3, this::status);
        add(choices, 1, this::sync);
        add(choices, 1, this::remount);
        return choices;
    }

    private static void add(List<Action> choices, int weight, Action action) {
        for (int i = 0; i < weight; i++) {
            choices.add(action);
        }
    }

    private String randomPath() {
        if (!paths.isEmpty() && random.nextInt(3) > 0) {
            return paths.get(random.nextInt(paths.size()));
        }
        return DIRECTORIES.get(random.nextInt(DIRECTORIES.size())) + "/" + NAMES.get(random.nextInt(NAMES.size()));
    }

    private String randomDirectory() {
        return random.nextInt(4) == 0 ? randomPath() : DIRECTORIES.get(random.nextInt(DIRECTORIES.size()));
    }

    private int randomSize() {
        return random.nextBoolean() ? SIZES[random.nextInt(SIZES.length)] : random.nextInt(LARGEST);
    }

    /** Does it on both sides. */
    private <T> void both(String what, Operation<T> first, Operation<T> second) throws IOException {
        history.add(what);
        Object expected = result(second);
        Object actual = result(first);
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError(what + ": " + actual + ", but on the plain directory " + expected);
        }
    }

    private static Object result(Operation<?> operation) throws IOException {
        try {
            return operation.run();
        } catch (ErrnoException e) {
            return "errno " + e.errno();
        }
    }

    private static Operation<Integer> nothing(Action action) {
        return () -> {
            action.run();
            return 0;
        };
    }

    private interface Action {
        void run() throws IOException;
    }

    private void openFile(boolean create) throws IOException {
        if (open.size() == HANDLES) {
            closeOne();
        }
        String path = randomPath();
        int flags = random.nextInt(4) == 0 ? OpenFlags.READ_ONLY : OpenFlags.READ_WRITE;
        if (OpenFlags.writes(flags) && random.nextInt(8) == 0) {
            flags |= OpenFlags.TRUNCATE;
        }
        if (create) {
            flags |= OpenFlags.CREATE | (random.nextInt(3) == 0 ? OpenFlags.EXCLUSIVE : 0);
        }
        int chosen = flags;
        FileHandle[] handle = new FileHandle[1];
        Fd[] fd = new Fd[1];
        both(
                "open " + path + " 0" + Integer.toOctalString(flags),
                nothing(() -> handle[0] =
                        create ? core.create(path, chosen, 0600, new FsCore.Caller(0, 0)) : core.open(path, chosen)),
                nothing(() -> {
                    // The kernel opens directories by another operation.
                    Fd opened = plain.open(path, chosen, 0600);
                    if (opened.status().isDirectory()) {
                        opened.close();
                        throw new ErrnoException(Errno.EISDIR, path);
                    }
                    fd[0] = opened;
                }));
        if (fd[0] != null) {
            open.add(new Pair(handle[0], fd[0], OpenFlags.writes(flags)));
        }
    }

    private void closeOne() throws IOException {
        if (!open.isEmpty()) {
            Pair pair = open.remove(random.nextInt(open.size()));
            both("close", nothing(pair.ours()::close), nothing(pair.theirs()::close));
        }
    }

    private Pair anyOpen(boolean writable) {
        List<Pair> candidates =
                open.stream().filter(pair -> pair.writable() || !writable).toList();
        return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
    }

    private void read() throws IOException {
        Pair pair = anyOpen(false);
        if (pair != null) {
            compareContent(pair, randomSize(), randomSize());
        }
    }

    private void compareContent(Pair pair, long offset, int length) throws IOException {
        ours.clear().limit(length);
        theirs.clear().limit(length);
        both(
                "read " + length + " at " + offset + " of inode "
                        + pair.theirs().status().inode(),
                () -> pair.ours().read(offset, ours),
                () -> pair.theirs().read(offset, theirs));
        int difference = ours.flip().mismatch(theirs.flip());
        if (difference >= 0) {
            throw new AssertionError("byte " + (offset + difference) + " is " + ours.get(difference)
                    + ", but in the plain directory " + theirs.get(difference));
        }
    }

    private void write() throws IOException {
        Pair pair = anyOpen(true);
        if (pair == null) {
            return;
        }
        boolean page = random.nextBoolean();
        long offset = page ? 8192L * random.nextInt(5) : random.nextInt(LARGEST);
        int length = page ? 8192 : random.nextInt(1, 10_000);
        byte value = (byte) random.nextInt(256);
        ours.clear();
        theirs.clear();
        for (int i = 0; i < length; i++) {
            ours.put((byte) (value + i));
            theirs.put((byte) (value + i));
        }
        ours.flip();
        theirs.flip();
        both(
                "write " + length + " at " + offset + " of inode "
                        + pair.theirs().status().inode(),
                () -> pair.ours().write(offset, ours),
                () -> pair.theirs().write(offset, theirs));
    }

    private void truncateHandle() throws IOException {
        Pair pair = anyOpen(true);
        if (pair != null) {
            int size = randomSize();
            both(
                    "truncate inode " + pair.theirs().status().inode() + " to " + size,
                    nothing(() -> pair.ours().truncate(size)),
                    nothing(() -> pair.theirs().truncate(size)));
        }
    }

    private void truncatePath() throws IOException {
        String path = randomPath();
        int size = randomSize();
        both("truncate " + path + " to " + size, nothing(() -> core.truncate(path, size)), nothing(() -> {
            try (Fd fd = plain.open(path, OpenFlags.WRITE_ONLY, 0)) {
                fd.truncate(size);
            }
        }));
    }

    private void allocate() throws IOException {
        Pair pair = anyOpen(true);
        if (pair != null) {
            boolean keepSize = random.nextInt(3) == 0;
            int offset = randomSize();
            int length = 1 + randomSize();
            both(
                    "allocate " + length + " at " + offset + (keepSize ? " keeping the size" : "") + " of inode "
                            + pair.theirs().status().inode(),
                    nothing(() -> pair.ours().allocate(keepSize, offset, length)),
                    nothing(() -> pair.theirs().allocate(keepSize, offset, length)));
        }
    }

    private void rename() throws IOException {
        String from = random.nextInt(6) == 0 ? randomDirectory() : randomPath();
        String to = random.nextInt(6) == 0 ? randomDirectory() : randomPath();
        both(
                "rename " + from + " to " + to,
                nothing(() -> core.rename(from, to)),
                nothing(() -> plain.rename(from, to)));
    }

    private void unlink() throws IOException {
        String path = randomPath();
        both("unlink " + path, nothing(() -> core.unlink(path)), nothing(() -> plain.unlink(path)));
    }

    private void link() throws IOException {
        String from = randomPath();
        String to = randomPath();
        both("link " + from + " to " + to, nothing(() -> core.link(from, to)), nothing(() -> plain.link(from, to)));
    }

    private void makeDirectory() throws IOException {
        String path = randomDirectory();
        both(
                "mkdir " + path,
                nothing(() -> core.makeDirectory(path, 0700, new FsCore.Caller(0, 0))),
                nothing(() -> plain.makeDirectory(path, 0700)));
    }

    private void removeDirectory() throws IOException {
        String path = randomDirectory();
        both("rmdir " + path, nothing(() -> core.removeDirectory(path)), nothing(() -> plain.removeDirectory(path)));
    }

    private void symlink() throws IOException {
        String path = randomPath();
        String target = randomPath();
        both(
                "symlink " + path + " to " + target,
                nothing(() -> core.makeSymlink(target, path, new FsCore.Caller(0, 0))),
                nothing(() -> plain.makeSymlink(target, path)));
        both("readlink " + path, () -> core.readSymlink(path), () -> plain.readSymlink(path));
    }

    private void chmod() throws IOException {
        String path = randomPath();
        int permissions = random.nextBoolean() ? 0600 : 0640;
        FileStatus[] status = new FileStatus[1];
        both("status " + path, () -> core.status(path).mode(), () -> {
            status[0] = plain.status(path);
            return status[0].mode();
        });
        if (status[0] != null && !Mode.isSymlink(status[0].mode())) {
            both(
                    "chmod " + path,
                    nothing(() -> core.chmod(path, permissions)),
                    nothing(() -> plain.chmod(path, permissions)));
        }
    }

    private void status() throws IOException {
        String path = random.nextBoolean() ? randomPath() : randomDirectory();
        both("status " + path, () -> summary(core.status(path)), () -> summary(plain.status(path)));
        Pair pair = anyOpen(false);
        if (pair != null) {
            both(
                    "status of an open file",
                    () -> summary(pair.ours().status()),
                    () -> summary(pair.theirs().status()));
        }
    }

    private static String summary(FileStatus status) {
        return Integer.toOctalString(status.mode()) + " links " + status.links()
                + (status.isDirectory() ? "" : " size " + status.size());
    }

    private void list() throws IOException {
        String path = randomDirectory();
        both("list " + path, () -> names(listOurs(path)), () -> {
            try (Directory directory = plain.openDirectory(path)) {
                return names(directory.list());
            }
        });
    }

    private List<Directory.Entry> listOurs(String path) throws IOException {
        DirectoryHandle handle = core.openDirectory(path);
        try {
            return handle.list();
        } finally {
            handle.close();
        }
    }

    private static TreeSet<String> names(List<Directory.Entry> entries) {
        TreeSet<String> names = new TreeSet<>();
        entries.forEach(entry -> names.add(entry.name() + " " + entry.type()));
        return names;
    }

    private void sync() throws IOException {
        Pair pair = anyOpen(false);
        if (pair != null && random.nextInt(50) == 0) {
            both("sync", nothing(pair.ours()::sync), nothing(() -> {}));
            DirectoryHandle directory = core.openDirectory("data");
            directory.sync();
            directory.close();
        }
    }

    private void remount() throws IOException {
        while (!open.isEmpty()) {
            closeOne();
        }
        history.add("remount");
        core.close();
        core = new FsCore(Directory.open(treePath), blockSize, base);
    }

    private void compareTree(String path) throws IOException {
        both("list " + path, () -> names(listOurs(path)), () -> {
            try (Directory directory = plain.openDirectory(path)) {
                return names(directory.list());
            }
        });
        List<Directory.Entry> entries;
        try (Directory directory = plain.openDirectory(path)) {
            entries = directory.list();
        }
        for (Directory.Entry entry : entries) {
            String name = path.isEmpty() ? entry.name() : path + "/" + entry.name();
            both("status " + name, () -> summary(core.status(name)), () -> summary(plain.status(name)));
            FileStatus status = plain.status(name);
            if (status.isDirectory()) {
                compareTree(name);
            } else if (status.isRegular()) {
                Pair pair =
                        new Pair(core.open(name, OpenFlags.READ_ONLY), plain.open(name, OpenFlags.READ_ONLY, 0), false);
                compareContent(pair, 0, LARGEST * 2);
                pair.ours().close();
                pair.theirs().close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Pair pair : open) {
            pair.ours().close();
            pair.theirs().close();
        }
        core.close();
        plain.close();
    }
}
