package io.howdah.openapi.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;

/** A file that holds one secret in one line, readable by its owner alone. */
public final class SecretFile {

    private static final int BYTES = 32;

    private SecretFile() {}

    /** Reads the secret; makes one of 256 random bits, mode 0600, when the file is absent. */
    public static String readOrCreate(Path file) {
        try {
            return read(file);
        } catch (NoSuchFileException absent) {
            try {
                create(file);
                return read(file);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make the secret file " + file, e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the secret file " + file, e);
        }
    }

    private static String read(Path file) throws IOException {
        String secret = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (secret.isEmpty()) {
            throw new IOException("secret file " + file + " is empty: remove it to have a new one made");
        }
        return secret;
    }

    private static void create(Path file) throws IOException {
        Path parent = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a directory");
        Files.createDirectories(parent);
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        // Written aside and linked into place: two services that start at once agree on one secret, and none reads half
        // of it.
        Path temporary = Files.createTempFile(parent, file.getFileName().toString(), ".new", ownerOnly);
        write(temporary, HexFormat.of().formatHex(random) + "\n");
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException other) {
            // another process was first, and its secret counts
        } catch (UnsupportedOperationException noLinks) {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** On disk before it gets its name: a power cut leaves the whole secret or none, never an empty file. */
    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
