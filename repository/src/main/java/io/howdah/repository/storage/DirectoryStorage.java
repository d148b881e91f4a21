package io.howdah.repository.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the local file system. Directories are made with mode 0750, files with 0640, less what the umask
 * takes.
 *
 * <p>Whatever returns is on disk: files are fsynced, and so is every directory that a name was put into or taken from.
 */
public final class DirectoryStorage implements Storage {

    private static final FileAttribute<?> DIRECTORY_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---"));
    private static final FileAttribute<?> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private final Path root;
    private final Space space;

    /** @param root made when missing, with its parents */
    public DirectoryStorage(Path root) throws IOException {
        this(root, 0);
    }

    /**
     * @param root made when missing, with its parents
     * @param reserve bytes of its file system that stay free: what would take them fails with
     *     {@link StorageFullException}
     */
    public DirectoryStorage(Path root, long reserve) throws IOException {
        makeDirectory(root.toAbsolutePath().normalize());
        this.root = root.toRealPath();
        this.space = new Space(this.root, reserve);
    }

    @Override
    public void put(String path, byte[] content) throws IOException {
        try (ObjectWriter writer = replace(path)) {
            writer.write(ByteBuffer.wrap(content));
            writer.finish();
        }
    }

    /** Writes beside the object and renames, which is how a directory makes a change whole. */
    @Override
    public ObjectWriter replace(String path) throws IOException {
        Path file = resolve(path);
        makeDirectory(parent(file));
        Path fresh = file.resolveSibling("." + file.getFileName() + ".tmp");
        return new FileWriter(
                openForWriting(fresh),
                space,
                () -> {
                    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
                    syncDirectory(parent(file));
                },
                () -> Files.deleteIfExists(fresh));
    }

    @Override
    public ObjectWriter create(String path) throws IOException {
        Path file = resolve(path);
        makeDirectory(parent(file));
        return new FileWriter(openForWriting(file), space, () -> syncDirectory(parent(file)), () -> {});
    }

    @Override
    public ObjectReader open(String path) throws IOException {
        return new FileReader(resolve(path));
    }

    @Override
    public boolean exists(String path) throws IOException {
        return Files.isRegularFile(resolve(path));
    }

    @Override
    public List<String> list(String path) throws IOException {
        try (Stream<Path> children = Files.list(path.isEmpty() ? root : resolve(path))) {
            return children.map(child -> child.getFileName() + (Files.isDirectory(child) ? "/" : ""))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }

    @Override
    public void delete(String path) throws IOException {
        Path file = resolve(path);
        if (Files.deleteIfExists(file)) {
            syncDirectory(parent(file));
        }
    }

    @Override
    public void deleteAll(String path) throws IOException {
        Path top = resolve(path);
        if (!Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
        syncDirectory(parent(top));
    }

    @Override
    public @Nullable Lock tryLock(String path, boolean shared) throws IOException {
        Path file = resolve(path);
        makeDirectory(parent(file));
        if (!Files.exists(file)) {
            openForWriting(file).close();
            syncDirectory(parent(file));
        }
        return FileLocks.tryLock(file, shared);
    }

    @Override
    public String toString() {
        return root.toString();
    }

    private FileChannel openForWriting(Path file) throws IOException {
        try {
            return FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE),
                    FILE_MODE);
        } catch (IOException e) {
            throw space.explain(e);
        }
    }

    /** Makes a directory and its missing parents, each name on disk before the next. */
    private static void makeDirectory(Path directory) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path at = directory; at != null && !Files.isDirectory(at); at = at.getParent()) {
            missing.addFirst(at);
        }
        for (Path next : missing) {
            try {
                Files.createDirectory(next, DIRECTORY_MODE);
                syncDirectory(parent(next));
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(next)) {
                    throw e;
                }
            }
        }
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path resolve(String path) {
        Path resolved = root.resolve(path).normalize();
        if (!resolved.startsWith(root) || resolved.equals(root)) {
            throw new IllegalArgumentException("\"" + path + "\" is outside of the repository");
        }
        return resolved;
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(path + " has no parent");
        }
        return parent;
    }
}
