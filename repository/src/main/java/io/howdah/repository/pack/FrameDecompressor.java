package io.howdah.repository.pack;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses one frame at a time, between direct buffers, reusing its native context. Not thread-safe; close it to
 * free the context.
 */
public final class FrameDecompressor implements AutoCloseable {

    private static final LZ4SafeDecompressor LZ4 = LZ4Factory.fastestInstance().safeDecompressor();

    private @Nullable ZstdDecompressCtx zstd;
    private @Nullable Inflater zlib;

    /**
     * Fills {@code rawLength} bytes of {@code target} from {@code to}.
     *
     * @param source direct
     * @param storedLength {@code rawLength} when the frame is stored as it is
     * @param target direct; its position is not used
     * @throws FrameException when the frame does not decompress to exactly {@code rawLength} bytes
     */
    public void decompress(
            Algorithm algorithm,
            ByteBuffer source,
            int from,
            int storedLength,
            ByteBuffer target,
            int to,
            int rawLength)
            throws FrameException {
        if (storedLength == rawLength) {
            target.put(to, source, from, rawLength);
            return;
        }
        int length;
        try {
            length = switch (algorithm) {
                case NONE -> 0;
                case ZSTD -> zstd().decompressDirectByteBuffer(target, to, rawLength, source, from, storedLength);
                case LZ4 -> LZ4.decompress(source, from, storedLength, target, to, rawLength);
                case ZLIB -> inflate(source.slice(from, storedLength), target.slice(to, rawLength));
            };
        } catch (ZstdException | LZ4Exception | DataFormatException e) {
            throw new FrameException(algorithm + " cannot decompress it: " + e.getMessage());
        }
        if (length != rawLength) {
            throw new FrameException("it holds " + length + " bytes instead of " + rawLength);
        }
    }

    /** Makes the usual context ahead of its first use. */
    public void prepare() {
        zstd();
    }

    private ZstdDecompressCtx zstd() {
        ZstdDecompressCtx present = zstd;
        if (present == null) {
            present = new ZstdDecompressCtx();
            zstd = present;
        }
        return present;
    }

    private int inflate(ByteBuffer source, ByteBuffer target) throws DataFormatException {
        Inflater present = zlib;
        if (present == null) {
            present = new Inflater();
            zlib = present;
        }
        present.reset();
        present.setInput(source);
        int written = present.inflate(target);
        return present.finished() || target.hasRemaining() ? written : finish(present, written);
    }

    /** The last bytes of a zlib frame are its checksum, which yields nothing but must be there. */
    private static int finish(Inflater inflater, int written) throws DataFormatException {
        int more = inflater.inflate(new byte[1]);
        return inflater.finished() ? written + more : 0;
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
