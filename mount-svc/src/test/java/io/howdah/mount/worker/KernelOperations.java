package io.howdah.mount.worker;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Random operations on files of one directory of a mount, and on those of a plain directory, memory mapping among them.
 */
final class KernelOperations {

    private static final int LARGEST = 60_000;

    private final long seed;
    private final SplittableRandom random;
    private final Path mounted;
    private final Path plain;
    private final List<String> history = new ArrayList<>();

    private interface Action {
        void on(Path file) throws IOException;
    }

    /** @param original a file of the backup, which becomes one of the files */
    KernelOperations(long seed, Path original, Path mounted, Path scratch) throws IOException {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.mounted = Files.createDirectory(mounted);
        this.plain = Files.createDirectory(scratch.resolve("plain" + seed));
        Files.copy(original, plain.resolve("0"));
        Files.move(original, mounted.resolve("0"), StandardCopyOption.ATOMIC_MOVE);
    }

    void run(int operations) {
        try {
            for (int i = 0; i < operations; i++) {
                step();
            }
        } catch (IOException | AssertionError e) {
            throw failure(e);
        }
    }

    private AssertionError failure(Throwable e) {
        return new AssertionError("seed " + seed + " after\n  " + String.join("\n  ", history), e);
    }

    private void step() throws IOException {
        String name = Integer.toString(random.nextInt(4));
        int offset = random.nextBoolean() ? 4096 * random.nextInt(12) : random.nextInt(LARGEST);
        int length = 1 + random.nextInt(12_000);
        byte value = (byte) random.nextInt(256);
        int size = random.nextInt(LARGEST);
        switch (random.nextInt(10)) {
            case 0, 1, 2 ->
                both("write " + length + " at " + offset + " of " + name, name, file -> {
                    try (FileChannel channel = FileChannel.open(file, CREATE, WRITE)) {
                        channel.write(filled(length, value), offset);
                    }
                });
            case 3, 4 ->
                both("map and write " + length + " at " + offset + " of " + name, name, file -> {
                    try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
                        MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, offset, length);
                        map.put(filled(length, value));
                        map.force();
                    }
                });
            case 5 ->
                both("truncate " + name + " to " + size, name, file -> {
                    try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
                        channel.truncate(size);
                    }
                });
            case 6 -> both("delete " + name, name, Files::deleteIfExists);
            case 7 -> {
                String to = Integer.toString(random.nextInt(4));
                both("move " + name + " to " + to, name, file -> {
                    if (Files.exists(file)) {
                        Files.move(file, file.resolveSibling(to), StandardCopyOption.REPLACE_EXISTING);
                    }
                });
            }
            case 8 ->
                both("sync " + name, name, file -> {
                    if (Files.exists(file)) {
                        try (FileChannel channel = FileChannel.open(file, WRITE)) {
                            channel.force(true);
                        }
                    }
                });
            default -> compareFile(name);
        }
    }

    private static ByteBuffer filled(int length, byte value) {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        for (int i = 0; i < length; i++) {
            buffer.put((byte) (value + i));
        }
        return buffer.flip();
    }

    private void both(String what, String name, Action action) throws IOException {
        history.add(what);
        action.on(mounted.resolve(name));
        action.on(plain.resolve(name));
    }

    private void compareFile(String name) throws IOException {
        history.add("compare " + name);
        Path theirs = plain.resolve(name);
        Path ours = mounted.resolve(name);
        if (Files.exists(theirs) != Files.exists(ours)) {
            throw new AssertionError(name + " is on one side only");
        }
        if (Files.exists(theirs)) {
            long difference = Files.mismatch(ours, theirs);
            if (difference >= 0) {
                throw new AssertionError(name + " differs at " + difference);
            }
        }
    }

    void sync() throws IOException {
        for (String name : names(mounted).keySet()) {
            try (FileChannel channel = FileChannel.open(mounted.resolve(name), WRITE)) {
                channel.force(true);
            }
        }
    }

    void compare() {
        try {
            if (!names(mounted).equals(names(plain))) {
                throw new AssertionError(names(mounted) + ", but on the plain directory " + names(plain));
            }
            for (String name : names(plain).keySet()) {
                compareFile(name);
            }
        } catch (IOException | AssertionError e) {
            throw failure(e);
        }
    }

    private static TreeMap<String, Long> names(Path directory) throws IOException {
        TreeMap<String, Long> names = new TreeMap<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                names.put(path.getFileName().toString(), Files.size(path));
            }
        }
        return names;
    }
}
