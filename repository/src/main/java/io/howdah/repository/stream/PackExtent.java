package io.howdah.repository.stream;

/**
 * A run within one file, counted in pages for relation files and in bytes for the others.
 *
 * @param file number of the file in the stream
 * @param first page (within the segment file) or byte offset
 * @param count pages or bytes, at least 1
 */
public record PackExtent(long file, long first, long count) {}
