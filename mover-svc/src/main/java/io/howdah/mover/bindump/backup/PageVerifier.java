package io.howdah.mover.bindump.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the pages of relation files as they are read. Only pages that are not new and older than the start of the
 * backup count: recovery overwrites the others. A page that does not fit is read again, for the server may have been
 * writing it. Not thread-safe.
 */
final class PageVerifier {

    private static final int PAGE = PageChecksum.PAGE_SIZE;
    private static final int REREADS = 5;

    private final long startLsn;
    private final PageChecksum checksum = new PageChecksum();
    private final ByteBuffer again = ByteBuffer.allocateDirect(PAGE);

    PageVerifier(long startLsn) {
        this.startLsn = startLsn;
    }

    /**
     * Checks whole pages; one that was read again replaces the page in the buffer.
     *
     * @param pages from its position to its limit
     * @param offset of the first page in the file
     * @param firstBlock number of the file's first page within its fork
     * @return the corrupt pages, counted within this file
     */
    List<Long> verify(FileChannel file, ByteBuffer pages, long offset, long firstBlock) throws IOException {
        List<Long> corrupt = null;
        for (int at = pages.position(); at + PAGE <= pages.limit(); at += PAGE) {
            long page = (offset + at - pages.position()) / PAGE;
            if (!isSound(pages, at, firstBlock + page) && isCorrupt(file, pages, at, page, firstBlock)) {
                if (corrupt == null) {
                    corrupt = new ArrayList<>();
                }
                corrupt.add(page);
            }
        }
        return corrupt == null ? List.of() : corrupt;
    }

    private boolean isSound(ByteBuffer buffer, int at, long block) {
        return PageHeader.isNew(buffer, at)
                || Long.compareUnsigned(PageHeader.lsn(buffer, at), startLsn) >= 0
                || PageHeader.checksum(buffer, at) == checksum.compute(buffer, at, block);
    }

    private boolean isCorrupt(FileChannel file, ByteBuffer pages, int at, long page, long firstBlock)
            throws IOException {
        for (int attempt = 0; attempt < REREADS; attempt++) {
            again.clear();
            while (again.hasRemaining()) {
                if (file.read(again, page * PAGE + again.position()) < 0) {
                    return false; // the file was truncated, and recovery will do the same
                }
            }
            pages.put(at, again, 0, PAGE);
            if (isSound(again, 0, firstBlock + page)) {
                return false;
            }
        }
        return true;
    }
}
