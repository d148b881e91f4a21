package io.howdah.mount.fuse;

import io.howdah.mount.os.FileStatus;
import java.io.IOException;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests from the kernel one after the other. A permanent Java thread: libfuse's own loop starts and ends
 * threads as requests come and go, and each has to be attached to the Java machine.
 */
final class SessionThread extends Thread {

    /** linux/fuse.h: struct fuse_in_header, and struct fuse_getattr_in behind it. */
    private static final int OPCODE = 4;

    private static final int NODE = 16;
    private static final int GETATTR_FLAGS = 40;
    private static final int GETATTR_HANDLE = 48;
    private static final int FUSE_GETATTR = 3;
    private static final int FUSE_GETATTR_FH = 1;

    /** fuse_common.h: struct fuse_buf. */
    private static final int BUFFER_SIZE = 0;

    private static final int BUFFER_FLAGS = 8;
    private static final int BUFFER_MEMORY = 16;
    private static final int BUFFER_STRUCT = 40;
    private static final int EINTR = -4;

    private final FuseLibrary library;
    private final Pointer session;
    private final Pointer channel;
    private final OpenNodes openNodes;
    private final Pointer buffer;
    private final Pointer memory;
    private final Pointer channelOut;
    private final long capacity;
    private final RequestTimes times = new RequestTimes();
    private long node;
    private @Nullable FileStatus status;

    SessionThread(String name, FuseLibrary library, Pointer session, Pointer channel, OpenNodes openNodes) {
        super(name);
        setDaemon(true);
        Runtime runtime = Runtime.getRuntime(library);
        this.library = library;
        this.session = session;
        this.channel = channel;
        this.openNodes = openNodes;
        this.capacity = library.fuse_chan_bufsize(channel);
        this.buffer = Memory.allocateDirect(runtime, BUFFER_STRUCT, true);
        this.memory = Memory.allocateDirect(runtime, Math.toIntExact(capacity));
        this.channelOut = Memory.allocateDirect(runtime, runtime.addressSize());
    }

    /** @return the kernel's number of the node that the request now in work is about */
    static long currentNode() {
        return Thread.currentThread() instanceof SessionThread thread ? thread.node : 0;
    }

    /** @return the status that the request now in work asks for, when it was found without asking libfuse */
    static @Nullable FileStatus knownStatus() {
        return Thread.currentThread() instanceof SessionThread thread ? thread.status : null;
    }

    @Override
    public void run() {
        while (next()) {}
    }

    /** Handles one request; the first is the handshake. */
    boolean next() {
        buffer.putLong(BUFFER_SIZE, capacity);
        buffer.putInt(BUFFER_FLAGS, 0);
        buffer.putPointer(BUFFER_MEMORY, memory);
        channelOut.putPointer(0, channel);
        int result = library.fuse_session_receive_buf(session, buffer, channelOut);
        if (result == EINTR) {
            return true;
        }
        if (result <= 0) {
            return false;
        }
        long begun = System.nanoTime();
        int opcode = memory.getInt(OPCODE);
        node = memory.getLong(NODE);
        status = null;
        if (opcode == FUSE_GETATTR && (memory.getInt(GETATTR_FLAGS) & FUSE_GETATTR_FH) == 0) {
            findStatus();
        }
        library.fuse_session_process_buf(session, buffer, channel);
        times.add(opcode, System.nanoTime() - begun);
        return true;
    }

    RequestTimes times() {
        return times;
    }

    /**
     * With a handle in the request libfuse looks for no name; which handle does not matter, since the status is known
     * already.
     */
    private void findStatus() {
        try {
            status = openNodes.status(node);
        } catch (IOException | RuntimeException e) {
            return; // then by name
        }
        if (status != null) {
            memory.putInt(GETATTR_FLAGS, memory.getInt(GETATTR_FLAGS) | FUSE_GETATTR_FH);
            memory.putLong(GETATTR_HANDLE, 0);
        }
    }
}
