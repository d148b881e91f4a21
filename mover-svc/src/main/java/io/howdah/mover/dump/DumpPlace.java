package io.howdah.mover.dump;

import io.howdah.mover.file.Durable;
import io.howdah.openapi.mover.model.DumpFile;
import io.howdah.openapi.mover.model.DumpPart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The temporary directory of a dump. A part, a directory or a file, is made beside its place; then what belongs to it
 * is listed with checksums, all is synced, and its name is the commit.
 */
record DumpPlace(Path path) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<DumpFile>> FILES = new TypeReference<>() {};
    private static final String PARTIAL = "~partial";
    private static final String LIST = "~files";
    private static final int BUFFER = 1 << 17;

    /** Nobody else can have made it, and nobody else can look into it. */
    void make() throws IOException {
        var ours = PosixFilePermissions.fromString("rwx------");
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            String user = System.getProperty("user.name");
            if (!Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName().equals(user)) {
                throw new IOException(path + " belongs to somebody else");
            }
            Files.setPosixFilePermissions(path, ours);
        } else {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(ours));
        }
    }

    Path partial(String part) {
        return path.resolve(part + PARTIAL);
    }

    Path scratch(String name) {
        return path.resolve("~" + name);
    }

    boolean has(String part) {
        return Files.exists(path.resolve(part), LinkOption.NOFOLLOW_LINKS);
    }

    void discardPartial(String part) throws IOException {
        FileSystemUtils.deleteRecursively(partial(part));
    }

    /** Makes what lies beside its place a part of the dump. */
    void commit(String part) throws IOException {
        Path from = partial(part);
        List<DumpFile> files = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path file : tree.sorted().toList()) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    String below = from.relativize(file).toString();
                    files.add(read(file, below.isEmpty() ? part : part + "/" + below));
                }
            }
        }
        Durable.sync(from);
        Path list = path.resolve(part + LIST);
        Files.writeString(list, JSON.writeValueAsString(files));
        Durable.sync(list);
        Files.move(from, path.resolve(part), StandardCopyOption.ATOMIC_MOVE);
        Durable.sync(path);
    }

    DumpPart part(String part) throws IOException {
        List<DumpFile> files = files(part);
        return new DumpPart(part, files.stream().mapToLong(DumpFile::getBytes).sum(), (long) files.size());
    }

    List<DumpFile> files(String part) throws IOException {
        return JSON.readValue(Files.readString(path.resolve(part + LIST)), FILES);
    }

    /** A file of a part that is done. */
    Path file(String name) throws IOException {
        Path file = path.resolve(name).normalize();
        if (!file.startsWith(path)
                || name.startsWith("~")
                || name.endsWith(LIST)
                || name.contains(PARTIAL)
                || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    /** What all files have by now. */
    long bytes() {
        try (Stream<Path> tree = Files.walk(path)) {
            return tree.mapToLong(DumpPlace::size).sum();
        } catch (IOException | java.io.UncheckedIOException changing) {
            return 0;
        }
    }

    void remove() throws IOException {
        FileSystemUtils.deleteRecursively(path);
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    private static DumpFile read(Path file, String name) throws IOException {
        MessageDigest digest = sha256();
        long bytes = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
            }
        }
        Durable.sync(file);
        return new DumpFile(name, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
