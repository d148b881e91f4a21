package io.howdah.repository.stream;

import io.howdah.repository.pack.Compression;

/**
 * The first item of every stream.
 *
 * @param version of the stream format
 * @param worker whose stream it is, from 0
 * @param compression what the frames are compressed with as a rule; each pack names its own algorithm
 * @param pageSize bytes in a page, as relation files are counted
 */
public record StreamHeader(int version, int worker, Compression compression, int pageSize) implements StreamItem {

    public static final int VERSION = 1;

    public StreamHeader {
        if (pageSize < 1024 || pageSize > 32 * 1024 || Integer.bitCount(pageSize) != 1) {
            throw new IllegalArgumentException("page size " + pageSize + " is not one that PostgreSQL has");
        }
    }

    public StreamHeader(int worker, Compression compression, int pageSize) {
        this(VERSION, worker, compression, pageSize);
    }
}
