package io.howdah.repository.manifest;

import io.howdah.repository.cbor.CborException;
import io.howdah.repository.cbor.CborReader;
import io.howdah.repository.cbor.CborWriter;
import java.nio.ByteBuffer;

/**
 * The extents of one file as CBOR: one flat array of six integers each, as differences, which compress to nearly
 * nothing.
 */
final class ExtentSection {

    private static final int FIELDS = 6;

    private ExtentSection() {}

    static void write(Extents extents, CborWriter out) {
        out.array((long) extents.count() * FIELDS);
        long end = 0;
        long itemEnd = 0;
        for (int i = 0; i < extents.count(); i++) {
            out.unsigned(extents.first(i) - end);
            out.unsigned(extents.length(i));
            out.unsigned(extents.source(i));
            out.integer(extents.item(i) - itemEnd);
            out.unsigned(extents.itemLength(i));
            out.unsigned(extents.rawOffset(i));
            end = extents.end(i);
            itemEnd = extents.item(i) + extents.itemLength(i);
        }
    }

    /** @throws CborException when the bytes are not extents of {@code sources} blocks files */
    static Extents read(ByteBuffer bytes, int sources) {
        CborReader in = new CborReader(bytes);
        int fields = in.array();
        if (fields % FIELDS != 0) {
            throw new CborException(fields + " integers are no extents");
        }
        Extents.Builder extents = new Extents.Builder();
        long end = 0;
        long itemEnd = 0;
        for (int i = 0; i < fields; i += FIELDS) {
            long first = Math.addExact(end, in.unsigned());
            int length = in.unsignedInt();
            int source = in.unsignedInt();
            long item = Math.addExact(itemEnd, in.integer());
            int itemLength = in.unsignedInt();
            int rawOffset = in.unsignedInt();
            if (source >= sources || item < 0 || length == 0) {
                throw new CborException("extent out of range");
            }
            extents.add(first, length, source, item, itemLength, rawOffset);
            end = first + length;
            itemEnd = item + itemLength;
        }
        return extents.build();
    }
}
