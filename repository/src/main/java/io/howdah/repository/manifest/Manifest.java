package io.howdah.repository.manifest;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.howdah.repository.RepositoryException;
import io.howdah.repository.cbor.CborException;
import io.howdah.repository.cbor.CborReader;
import io.howdah.repository.storage.ObjectReader;
import io.howdah.repository.stream.FileKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** An open manifest: the file table in memory, the extents of each file read when they are asked for. Thread-safe. */
public final class Manifest implements AutoCloseable {

    /** The object's name below its backup. */
    public static final String OBJECT_NAME = "manifest.cbor.zst";

    private static final long LONGEST_FRAME = 1L << 30;

    private final String name;
    private final ObjectReader in;
    private final List<BlockSource> sources;
    private final List<ManifestRow> rows;
    private final int pageSize;

    private Manifest(String name, ObjectReader in, ByteBuffer table) {
        this.name = name;
        this.in = in;
        CborReader cbor = new CborReader(table);
        List<String> backups = new ArrayList<>();
        List<BlockSource> foundSources = new ArrayList<>();
        List<ManifestRow> foundRows = new ArrayList<>();
        int foundPageSize = 0;
        for (int left = cbor.map(); left > 0; left--) {
            switch ((int) cbor.unsigned()) {
                case 1 -> requireVersion(cbor.unsigned());
                case 2 -> {
                    for (int i = cbor.array(); i > 0; i--) {
                        backups.add(cbor.text());
                    }
                }
                case 3 -> {
                    for (int i = cbor.array(); i > 0; i--) {
                        cbor.array();
                        foundSources.add(new BlockSource(backups.get(cbor.unsignedInt()), cbor.unsignedInt()));
                    }
                }
                case 4 -> foundPageSize = cbor.unsignedInt();
                case 5 -> {
                    for (int i = cbor.array(); i > 0; i--) {
                        foundRows.add(row(cbor));
                    }
                }
                default -> cbor.skip();
            }
        }
        this.sources = List.copyOf(foundSources);
        this.rows = List.copyOf(foundRows);
        this.pageSize = foundPageSize;
    }

    /**
     * Reads footer and file table.
     *
     * @param name how error messages name it
     * @param in closed with the manifest, or when opening fails
     * @throws RepositoryException MANIFEST_CORRUPT
     */
    public static Manifest open(String name, ObjectReader in, long length, int crc) throws IOException {
        try {
            return new Manifest(name, in, table(name, in, length, crc));
        } catch (IOException | RuntimeException e) {
            in.close();
            if (e instanceof CborException || e instanceof ZstdException || e instanceof IndexOutOfBoundsException) {
                throw corrupt(name, "its file table cannot be decoded: " + e.getMessage());
            }
            throw e;
        }
    }

    private static ByteBuffer table(String name, ObjectReader in, long length, int expectedCrc) throws IOException {
        if (in.size() != length || length < ManifestWriter.FOOTER_LENGTH) {
            throw corrupt(name, "it has " + in.size() + " bytes instead of " + length);
        }
        ByteBuffer footer = ByteBuffer.allocate(ManifestWriter.FOOTER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        in.read(length - footer.capacity(), footer);
        long offset = footer.getLong(8);
        long tableLength = length - footer.capacity() - offset;
        if (footer.getInt(0) != ManifestWriter.SKIPPABLE_MAGIC || offset < 0 || tableLength <= 0) {
            throw corrupt(name, "its footer is damaged");
        }
        byte[] table = read(name, in, offset, tableLength);
        CRC32C crc = new CRC32C();
        crc.update(table);
        boolean tableMatches = (int) crc.getValue() == footer.getInt(16);
        crc.update(footer.flip());
        if (!tableMatches || (int) crc.getValue() != expectedCrc) {
            throw corrupt(name, "its checksum does not match");
        }
        return decompress(name, table);
    }

    /** In the order of their paths, so that directories come before what is in them. */
    public List<ManifestRow> rows() {
        return rows;
    }

    public List<BlockSource> sources() {
        return sources;
    }

    public int pageSize() {
        return pageSize;
    }

    /** The row of a path; null when the backup has none. */
    public @Nullable ManifestRow find(String path) {
        int low = 0;
        int high = rows.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = rows.get(middle).path().compareTo(path);
            if (order == 0) {
                return rows.get(middle);
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return null;
    }

    /**
     * Reads the extents of one file from storage.
     *
     * @throws RepositoryException MANIFEST_CORRUPT, STORAGE_FAILED
     */
    public Extents extents(ManifestRow row) {
        if (row.sectionLength() == 0) {
            return new Extents.Builder().build();
        }
        try {
            byte[] section = read(name, in, row.sectionOffset(), row.sectionLength());
            return ExtentSection.read(decompress(name, section), sources.size());
        } catch (CborException | ZstdException | IllegalArgumentException | ArithmeticException e) {
            throw corrupt(name, "the extents of " + row.path() + " cannot be decoded: " + e.getMessage());
        } catch (IOException e) {
            throw RepositoryException.storage("cannot read " + name, e);
        }
    }

    private static ManifestRow row(CborReader cbor) {
        int fields = cbor.array();
        String path = cbor.text();
        FileKind kind = FileKind.of(cbor.unsigned());
        int mode = cbor.unsignedInt();
        long size = cbor.unsigned();
        long modified = cbor.integer();
        int segment = cbor.unsignedInt();
        long sectionOffset = cbor.unsigned();
        int sectionLength = cbor.unsignedInt();
        String target = null;
        List<Long> corrupt = new ArrayList<>();
        for (int left = fields > 8 ? cbor.map() : 0; left > 0; left--) {
            switch ((int) cbor.unsigned()) {
                case 1 -> target = cbor.text();
                case 2 -> {
                    for (int i = cbor.array(); i > 0; i--) {
                        corrupt.add(cbor.unsigned());
                    }
                }
                default -> cbor.skip();
            }
        }
        return new ManifestRow(
                path, kind, mode, size, modified, segment, sectionOffset, sectionLength, target, List.copyOf(corrupt));
    }

    private static byte[] read(String name, ObjectReader in, long offset, long length) throws IOException {
        if (length > LONGEST_FRAME) {
            throw corrupt(name, "a part of " + length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        if (in.read(offset, bytes) < length) {
            throw corrupt(name, "it is cut off");
        }
        return bytes.array();
    }

    /** Frames carry their raw size and a checksum, which zstd verifies. */
    private static ByteBuffer decompress(String name, byte[] frame) {
        long size = Zstd.getFrameContentSize(frame);
        if (size <= 0 || size > LONGEST_FRAME) {
            throw corrupt(name, "a part without a size");
        }
        return ByteBuffer.wrap(Zstd.decompress(frame, (int) size));
    }

    private static void requireVersion(long version) {
        if (version != ManifestWriter.VERSION) {
            throw new CborException("manifest version " + version + " is not known");
        }
    }

    private static RepositoryException corrupt(String name, String what) {
        return new RepositoryException(
                RepositoryException.Code.MANIFEST_CORRUPT,
                "manifest " + name + " is damaged: " + what,
                "rebuild it from the backup's packs");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
