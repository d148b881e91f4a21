package io.howdah.repository.pack;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;

/**
 * Compresses one frame at a time, between direct buffers, reusing its native context. Not thread-safe; close it to free
 * the context.
 */
public final class FrameCompressor implements AutoCloseable {

    /** Raw bytes in a frame; only the last frame of a pack is shorter. */
    public static final int FRAME_SIZE = 32 * 1024;

    private static final int HIGHEST_FAST_LZ4_LEVEL = 2;

    private final Algorithm algorithm;
    private final @Nullable ZstdCompressCtx zstd;
    private final @Nullable LZ4Compressor lz4;
    private final @Nullable Deflater zlib;

    public FrameCompressor(Compression compression) {
        algorithm = compression.algorithm();
        int level = compression.level();
        zstd = algorithm == Algorithm.ZSTD ? new ZstdCompressCtx().setLevel(level) : null;
        lz4 = algorithm == Algorithm.LZ4 ? lz4(level) : null;
        zlib = algorithm == Algorithm.ZLIB ? new Deflater(level) : null;
    }

    private static LZ4Compressor lz4(int level) {
        LZ4Factory factory = LZ4Factory.fastestInstance();
        return level <= HIGHEST_FAST_LZ4_LEVEL ? factory.fastCompressor() : factory.highCompressor(level);
    }

    /**
     * Writes the frame at {@code target}, at most {@code length} bytes of it.
     *
     * @param source direct
     * @param target direct, with {@code length} bytes of room from {@code to}
     * @return the stored length; {@code length} itself means that the frame did not become smaller and is stored as it
     *     is
     */
    public int compress(ByteBuffer source, int from, int length, ByteBuffer target, int to) {
        int stored = shrink(source, from, length, target, to);
        if (stored > 0 && stored < length) {
            return stored;
        }
        target.put(to, source, from, length);
        return length;
    }

    /** Less than {@code length} when the frame fits there compressed, else 0 or {@code length}. */
    private int shrink(ByteBuffer source, int from, int length, ByteBuffer target, int to) {
        int room = length - 1;
        if (room == 0) {
            return 0;
        }
        try {
            if (zstd != null) {
                return zstd.compressDirectByteBuffer(target, to, room, source, from, length);
            }
            if (lz4 != null) {
                return lz4.compress(source, from, length, target, to, room);
            }
        } catch (ZstdException | LZ4Exception e) {
            return 0; // both report a target that is too small this way
        }
        return zlib == null ? 0 : deflate(zlib, source.slice(from, length), target.slice(to, room));
    }

    private static int deflate(Deflater zlib, ByteBuffer source, ByteBuffer target) {
        zlib.reset();
        zlib.setInput(source);
        zlib.finish();
        int written = zlib.deflate(target);
        return zlib.finished() ? written : 0;
    }

    /** The CRC-32C of stored bytes, as {@link CRC32C} and RFC 3720 define it. */
    public static int crc(ByteBuffer stored, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(stored.slice(from, length));
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        if (zstd != null) {
            zstd.close();
        }
        if (zlib != null) {
            zlib.end();
        }
    }
}
