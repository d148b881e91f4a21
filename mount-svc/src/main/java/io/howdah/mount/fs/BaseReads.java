package io.howdah.mount.fs;

/**
 * What was read from a backup.
 *
 * @param repository frames read from the repository, those read ahead included
 * @param cache frames found in memory
 * @param decompressionNanos time that threads spent decompressing
 */
public record BaseReads(ReadCount repository, ReadCount cache, long decompressionNanos) {

    static final BaseReads NONE = new BaseReads(new ReadCount(0, 0), new ReadCount(0, 0), 0);
}
