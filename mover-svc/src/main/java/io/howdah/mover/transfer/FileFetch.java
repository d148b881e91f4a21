package io.howdah.mover.transfer;

import io.howdah.mover.job.Cancellation;
import io.howdah.openapi.mover.model.DumpFile;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.LongConsumer;
import org.springframework.http.HttpStatus;

/**
 * Brings one file here. Its temporary file is as long as what came, so the next attempt goes on behind that; it gets
 * its name when it has its checksum and is on disk.
 */
final class FileFetch {

    private static final int BUFFER = 1 << 17;
    private static final String PARTIAL = ".partial";

    private final DumpFile file;
    private final Path path;
    private final DumpSource source;
    private final TransferProperties properties;
    private final Cancellation cancellation;
    private final LongConsumer received;
    private final MessageDigest digest = sha256();
    private long length;

    /** @param received is told of bytes that came, and of those that came in vain as negative ones */
    FileFetch(
            DumpFile file,
            Path path,
            DumpSource source,
            TransferProperties properties,
            Cancellation cancellation,
            LongConsumer received) {
        this.file = file;
        this.path = path;
        this.source = source;
        this.properties = properties;
        this.cancellation = cancellation;
        this.received = received;
    }

    static Path partial(Path file) {
        return file.resolveSibling(file.getFileName() + PARTIAL);
    }

    /** What is here of the file, whole or not. */
    static long present(Path file) throws IOException {
        for (Path candidate : new Path[] {file, partial(file)}) {
            if (Files.isRegularFile(candidate, LinkOption.NOFOLLOW_LINKS)) {
                return Files.size(candidate);
            }
        }
        return 0;
    }

    void fetch() throws IOException, InterruptedException {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path partial = partial(path);
        try (FileChannel out = open(partial)) {
            readAgain(out);
            boolean anew = length == 0;
            complete(out);
            if (!isRight()) {
                if (anew) {
                    throw corrupt();
                }
                // What a power cut left of the beginning need not be what was written.
                beginAnew(out);
                complete(out);
                if (!isRight()) {
                    throw corrupt();
                }
            }
            out.force(true);
        }
        Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileChannel open(Path partial) throws IOException {
        return FileChannel.open(
                partial,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private void readAgain(FileChannel out) throws IOException {
        if (out.size() > file.getBytes()) {
            beginAnew(out);
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        out.position(0);
        while (out.read(buffer.clear()) >= 0) {
            cancellation.check();
            digest.update(buffer.flip());
        }
        length = out.size();
    }

    private void beginAnew(FileChannel out) throws IOException {
        received.accept(-out.size());
        out.truncate(0);
        out.position(0);
        digest.reset();
        length = 0;
    }

    /** As often as it gets further, and a few times more. */
    private void complete(FileChannel out) throws IOException, InterruptedException {
        int inVain = 0;
        while (length < file.getBytes()) {
            cancellation.check();
            long before = length;
            try {
                append(out);
            } catch (IOException e) {
                inVain = length > before ? 0 : inVain + 1;
                if (inVain >= properties.attempts() || TransferProblems.isFull(e)) {
                    throw e;
                }
                cancellation.pause(properties.pauseAfter(inVain));
            }
        }
    }

    private void append(FileChannel out) throws IOException {
        DumpSource.Content content = source.content(file.getPath(), length);
        try (InputStream in = content.stream()) {
            if (content.from() != length) {
                beginAnew(out);
            }
            byte[] buffer = new byte[BUFFER];
            while (length < file.getBytes()) {
                int n = in.read(buffer, 0, (int) Math.min(BUFFER, file.getBytes() - length));
                if (n < 0) {
                    throw new IOException("the answer ended after " + length + " of " + file.getBytes() + " bytes");
                }
                cancellation.check();
                for (ByteBuffer left = ByteBuffer.wrap(buffer, 0, n); left.hasRemaining(); ) {
                    out.write(left);
                }
                digest.update(buffer, 0, n);
                length += n;
                received.accept(n);
            }
        }
    }

    /** Leaves the digest ready for another beginning. */
    private boolean isRight() {
        return HexFormat.of().formatHex(digest.digest()).equals(file.getSha256());
    }

    private ProblemException corrupt() {
        return new ProblemException(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "TRANSFER_CORRUPT",
                "file " + file.getPath() + " does not have the checksum that it had when it was dumped",
                "see the disks of both hosts, and export again");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
