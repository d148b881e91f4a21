package io.howdah.mover.transfer;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of one directory as a tar (POSIX ustar; sizes from 8 GiB on in base 256, as GNU tar and others write them),
 * made while it is read.
 */
final class TarStream extends InputStream {

    private static final int BLOCK = 512;
    private static final int SIZE = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int CHECKSUM = 148;
    private static final long LARGEST_OCTAL = 077777777777L;
    private static final long MILLIS = 1000;

    /** Some bytes of the tar. */
    private record Piece(InputStream content, long length) {

        static Piece of(byte[] bytes) {
            return new Piece(new ByteArrayInputStream(bytes), bytes.length);
        }
    }

    private final String prefix;
    private final Iterator<Path> files;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long taken;
    private boolean ended;

    private TarStream(String prefix, List<Path> files) {
        this.prefix = prefix;
        this.files = files.iterator();
    }

    /** @param name of the directory in the tar */
    static TarStream of(Path directory, String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return new TarStream(
                    name + "/",
                    files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                            .sorted()
                            .toList());
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (fill()) {
            Piece piece = pieces.getFirst();
            if (taken == piece.length()) {
                close(pieces.removeFirst());
                taken = 0;
                continue;
            }
            int n = piece.content().read(buffer, offset, (int) Math.min(length, piece.length() - taken));
            if (n < 0) {
                throw new EOFException("a file of " + prefix + " has become shorter while it was read");
            }
            taken += n;
            return n;
        }
        return -1;
    }

    /** Returns whether there is something left. */
    private boolean fill() throws IOException {
        if (pieces.isEmpty() && files.hasNext()) {
            Path file = files.next();
            long size = Files.size(file);
            pieces.add(Piece.of(header(file, size)));
            pieces.add(new Piece(Files.newInputStream(file), size));
            pieces.add(Piece.of(new byte[(int) (-size & (BLOCK - 1))]));
        } else if (pieces.isEmpty() && !ended) {
            pieces.add(Piece.of(new byte[2 * BLOCK]));
            ended = true;
        }
        return !pieces.isEmpty();
    }

    private byte[] header(Path file, long size) throws IOException {
        byte[] header = new byte[BLOCK];
        put(header, 0, prefix + file.getFileName());
        put(header, 100, "0000600");
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        if (size <= LARGEST_OCTAL) {
            put(header, SIZE, octal(size, SIZE_LENGTH - 1));
        } else {
            header[SIZE] = (byte) 0x80;
            for (int i = 0; i < Long.BYTES; i++) {
                header[SIZE + SIZE_LENGTH - 1 - i] = (byte) (size >>> (Byte.SIZE * i));
            }
        }
        put(header, 136, octal(Files.getLastModifiedTime(file).toMillis() / MILLIS, SIZE_LENGTH - 1));
        Arrays.fill(header, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        put(header, 156, "0");
        put(header, 257, "ustar\0" + "00");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, CHECKSUM, octal(sum, 6) + "\0");
        return header;
    }

    private static String octal(long value, int digits) {
        String octal = Long.toOctalString(value);
        return "0".repeat(Math.max(0, digits - octal.length())) + octal;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private static void close(Piece piece) throws IOException {
        piece.content().close();
    }

    @Override
    public void close() throws IOException {
        for (Piece piece : pieces) {
            close(piece);
        }
        pieces.clear();
        ended = true;
        while (files.hasNext()) {
            files.next();
        }
    }
}
