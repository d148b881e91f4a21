package io.howdah.mount.fuse;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which handles are open on which node of the kernel's. The kernel does not say the handle when a program asks for the status of an open
 * file, and libfuse then looks for a name, which a file that was unlinked has no more; so the session loop puts one in.
 */
final class OpenNodes {

    private final Map<Long, Set<Long>> handles = new HashMap<>();

    synchronized void add(long node, long handle) {
        handles.computeIfAbsent(node, key -> new HashSet<>(2)).add(handle);
    }

    synchronized void remove(long node, long handle) {
        Set<Long> ofNode = handles.get(node);
        if (ofNode != null && ofNode.remove(handle) && ofNode.isEmpty()) {
            handles.remove(node);
        }
    }

    /** @return any handle that is open on the node, or 0 */
    synchronized long any(long node) {
        Set<Long> ofNode = handles.get(node);
        return ofNode == null ? 0 : ofNode.iterator().next();
    }
}
