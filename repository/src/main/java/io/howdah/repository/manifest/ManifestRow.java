package io.howdah.repository.manifest;

import io.howdah.repository.stream.FileKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of the file table.
 *
 * @param modifiedMillis since 1970
 * @param sectionOffset of its extents in the manifest object
 * @param sectionLength bytes; 0 when the file has no content
 * @param target of a link, else null
 */
public record ManifestRow(
        String path,
        FileKind kind,
        int mode,
        long size,
        long modifiedMillis,
        int segment,
        long sectionOffset,
        int sectionLength,
        @Nullable String target,
        List<Long> corruptPages) {

    /** Bytes that its extents count in. */
    public int unit(int pageSize) {
        return kind.countsPages() ? pageSize : 1;
    }
}
