package io.howdah.mount.fuse;

import io.howdah.mount.fs.FileHandle;
import io.howdah.mount.os.FileStatus;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which files are open on which node of the kernel's. The kernel does not say the handle when a program asks for the
 * status of an open file, and libfuse then looks for a name, which a file that was unlinked has no more; so the session
 * loop asks here first.
 */
final class OpenNodes {

    private final Map<Long, Set<FileHandle>> handles = new HashMap<>();

    synchronized void add(long node, FileHandle handle) {
        handles.computeIfAbsent(node, key -> new HashSet<>(2)).add(handle);
    }

    /** To be called before the handle is closed. */
    synchronized void remove(long node, FileHandle handle) {
        Set<FileHandle> ofNode = handles.get(node);
        if (ofNode != null && ofNode.remove(handle) && ofNode.isEmpty()) {
            handles.remove(node);
        }
    }

    /** @return the status of the file that is open on the node; null when none is */
    synchronized @Nullable FileStatus status(long node) throws IOException {
        Set<FileHandle> ofNode = handles.get(node);
        return ofNode == null ? null : ofNode.iterator().next().status();
    }
}
