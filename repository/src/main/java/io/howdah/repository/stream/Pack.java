package io.howdah.repository.stream;

import io.howdah.repository.pack.Algorithm;
import java.util.List;

/**
 * Content of one or more files; its payload is the frames one after the other.
 *
 * @param packed whether extents of several files may share it; a raw block (TRANSFER_MODE raw) has exactly one
 * @param extents what it holds, in the order of its raw bytes
 * @param algorithm of every frame that is shorter stored than raw; the others are stored as they are
 * @param rawLength bytes before compression; all frames but the last hold 32 KiB of them
 * @param frameLengths stored length of each frame
 * @param frameCrcs CRC-32C of the stored bytes of each frame
 */
public record Pack(
        boolean packed,
        List<PackExtent> extents,
        Algorithm algorithm,
        int rawLength,
        int[] frameLengths,
        int[] frameCrcs)
        implements StreamItem {

    /** The longest pack or raw block: 16 MiB of raw content. */
    public static final int LONGEST = 16 << 20;

    /** The usual pack: 128 KiB of raw content. */
    public static final int USUAL = 128 * 1024;
}
