package io.howdah.repository.stream;

import java.util.List;

/**
 * Everything of a file was sent.
 *
 * @param file number of the file in the stream
 * @param size bytes; what was sent beyond it does not count, what was not sent before it is zeros
 * @param corruptPages pages within this segment file whose checksum was wrong
 */
public record FileEnd(long file, long size, List<Long> corruptPages) implements StreamItem {

    public FileEnd {
        corruptPages = List.copyOf(corruptPages);
    }
}
