package io.howdah.mover.wal;

import io.howdah.openapi.secret.MoreCallers;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Lets archive_command push WAL, and nothing else. Its token is in a file as the header that curl sends ({@code -H
 * @file}): no command line shows it, and the suite secret stays with the suite. The server, which runs as the same user
 * as this service, can read the file.
 */
@Component
class WalPushAccess implements MoreCallers {

    static final String PATH = "/wal/";

    private static final int TOKEN_BYTES = 32;
    private static final String HEADER = HttpHeaders.AUTHORIZATION + ": ";

    private final byte[] authorization;

    WalPushAccess(WalProperties properties) {
        this.authorization =
                readOrCreate(properties.pushHeaderFile().toAbsolutePath()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean admit(HttpServletRequest request) {
        String given = request.getHeader(HttpHeaders.AUTHORIZATION);
        return given != null
                && path(request).startsWith(PATH)
                && MessageDigest.isEqual(authorization, given.getBytes(StandardCharsets.UTF_8));
    }

    /** Decoded and normalised by the container. */
    private static String path(HttpServletRequest request) {
        return request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
    }

    /** What the header of the file says. */
    private static String readOrCreate(Path file) {
        try {
            if (Files.notExists(file)) {
                create(file);
            }
            String line = Files.readString(file).strip();
            if (!line.startsWith(HEADER) || line.length() < HEADER.length() + TOKEN_BYTES) {
                throw new IllegalStateException(
                        file + " does not hold the header that archive_command sends; remove it,"
                                + " and a new one is made at the next start");
            }
            return line.substring(HEADER.length());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + file, e);
        }
    }

    private static void create(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        byte[] token = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(token);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, HEADER + "Bearer " + HexFormat.of().formatHex(token) + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
