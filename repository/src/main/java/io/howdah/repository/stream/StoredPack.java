package io.howdah.repository.stream;

import io.howdah.repository.cbor.CborException;
import io.howdah.repository.cbor.CborReader;
import io.howdah.repository.pack.Algorithm;
import java.nio.ByteBuffer;

/**
 * What a reader needs of a stored pack: its frames, not whose content they hold.
 *
 * @param payloadOffset where the first frame begins, from the item's first byte
 * @param frameLengths stored length of each frame
 * @param frameCrcs CRC-32C of the stored bytes of each frame
 */
public record StoredPack(Algorithm algorithm, int rawLength, int payloadOffset, int[] frameLengths, int[] frameCrcs) {

    /**
     * @param item the first bytes of an item, to the end of its header at least
     * @param itemLength bytes of the whole item
     * @throws CborException or IllegalArgumentException when they are not those of a pack of that length
     */
    public static StoredPack parse(ByteBuffer item, int itemLength) {
        CborReader in = new CborReader(item);
        if (in.array() != 3) {
            throw new CborException("an item is an array of three");
        }
        long type = in.unsigned();
        if (type != ItemHeaderWriter.PACK && type != ItemHeaderWriter.BLOCK) {
            throw new CborException("an item of type " + type + " is not a pack");
        }
        ByteBuffer header = in.bytes();
        int payloadLength = (int) Math.min(in.bytesHead(), Integer.MAX_VALUE);
        if (in.position() + (long) payloadLength != itemLength) {
            throw new CborException("an item of another length");
        }
        return parseHeader(new CborReader(header), in.position(), payloadLength);
    }

    private static StoredPack parseHeader(CborReader in, int payloadOffset, int payloadLength) {
        Algorithm algorithm = Algorithm.NONE;
        int rawLength = 0;
        int[] lengths = {};
        int[] crcs = {};
        for (int left = in.map(); left > 0; left--) {
            switch ((int) in.unsigned()) {
                case 2 -> algorithm = Algorithm.of(in.unsigned());
                case 3 -> rawLength = in.unsignedInt();
                case 4 -> {
                    lengths = new int[in.array()];
                    crcs = new int[lengths.length];
                    for (int i = 0; i < lengths.length; i++) {
                        in.array();
                        lengths[i] = in.unsignedInt();
                        crcs[i] = in.unsigned32();
                    }
                }
                default -> in.skip();
            }
        }
        ItemHeaderReader.checkFrames(rawLength, lengths, payloadLength);
        return new StoredPack(algorithm, rawLength, payloadOffset, lengths, crcs);
    }
}
