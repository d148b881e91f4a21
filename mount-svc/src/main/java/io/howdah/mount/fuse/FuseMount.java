package io.howdah.mount.fuse;

import io.howdah.mount.fs.FsCore;
import io.howdah.mount.fuse.FuseException.Reason;
import io.howdah.mount.os.Host;
import io.howdah.mount.os.MountTable;
import io.howdah.mount.timing.OperationTimes;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * A mounted file system. The handshake with the kernel is done when {@link #mount} returns; from then on permanent
 * threads serve requests until it is unmounted. Nothing here touches the mount point afterwards: a daemon that waits
 * for itself waits for ever.
 */
public final class FuseMount {

    private static final Logger LOG = System.getLogger(FuseMount.class.getName());

    /**
     * Content goes in pieces of 128 KiB, as many as libfuse 2 takes. All changes go through this mount, so the kernel
     * may keep what it knows of names and attributes, and its page cache through closing and opening. It checks
     * permissions itself, as on a native file system.
     */
    private static final String OPTIONS =
            "default_permissions,big_writes,max_read=131072,max_write=131072,kernel_cache,"
                    + "attr_timeout=3600,entry_timeout=3600,hard_remove,nopath,use_ino,noatime,max_background=64,"
                    + "congestion_threshold=48,no_splice_read,no_splice_write,fsname=howdah,subtype=howdah";

    private static final int READ_AHEAD_KB = 1024;
    private static final Path DEVICES = Path.of("/sys/class/bdi");

    private final Path mountPoint;
    private final FuseLibrary library;
    private final FuseCallbackTable callbacks;
    private final Pointer fuse;
    private final Pointer mountPointName;
    private final List<SessionThread> threads = new ArrayList<>();
    private final Counters counters;

    private FuseMount(
            Path mountPoint,
            FuseLibrary library,
            FuseCallbackTable callbacks,
            Pointer fuse,
            Pointer mountPointName,
            Counters counters) {
        this.mountPoint = mountPoint;
        this.library = library;
        this.callbacks = callbacks;
        this.fuse = fuse;
        this.mountPointName = mountPointName;
        this.counters = counters;
    }

    /** Takes most of the time of a first mount, so that it is worth doing beside something else. */
    public static FuseLibrary loadLibrary() throws FuseException {
        try {
            return LibraryLoader.loadLibrary(FuseLibrary.class, Map.of(LibraryOption.LoadNow, true), FuseLibrary.NAME);
        } catch (UnsatisfiedLinkError e) {
            throw new FuseException(
                    Reason.LIBRARY_MISSING,
                    FuseLibrary.NAME + " is not installed on this host",
                    "install libfuse 2: the package libfuse2 or libfuse2t64",
                    e);
        }
    }

    /**
     * @param mountPoint an empty directory
     * @param allowOther let users other than our own in
     * @param threadCount how many requests are served at once, 1 or more
     */
    public static FuseMount mount(
            FuseLibrary library, Path mountPoint, FsCore core, boolean allowOther, int threadCount)
            throws FuseException {
        FuseHost.check();
        Counters counters = new Counters();
        FuseCallbackTable callbacks = new FuseCallbackTable(core, library, counters);
        Runtime runtime = Runtime.getRuntime(library);
        List<String> arguments =
                List.of("howdah", mountPoint.toString(), "-f", "-o", allowOther ? "allow_other," + OPTIONS : OPTIONS);
        Pointer mountPointOut = Memory.allocateDirect(runtime, runtime.addressSize(), true);
        Pointer multithreadedOut = Memory.allocateDirect(runtime, Integer.BYTES, true);
        List<Pointer> kept = new ArrayList<>();
        Pointer fuse = library.fuse_setup(
                arguments.size(),
                argumentVector(runtime, arguments, kept),
                callbacks.memory(),
                callbacks.size(),
                mountPointOut,
                multithreadedOut,
                null);
        Reference.reachabilityFence(kept);
        if (fuse == null) {
            throw refused(mountPoint, allowOther);
        }
        FuseMount mount = new FuseMount(mountPoint, library, callbacks, fuse, mountPointOut.getPointer(0), counters);
        mount.start(threadCount);
        return mount;
    }

    private static Pointer argumentVector(Runtime runtime, List<String> arguments, List<Pointer> kept) {
        int width = runtime.addressSize();
        Pointer vector = Memory.allocateDirect(runtime, (arguments.size() + 1) * width, true);
        for (int i = 0; i < arguments.size(); i++) {
            byte[] text = arguments.get(i).getBytes(StandardCharsets.UTF_8);
            Pointer string = Memory.allocateDirect(runtime, text.length + 1, true);
            string.put(0, text, 0, text.length);
            vector.putPointer((long) i * width, string);
            kept.add(string);
        }
        kept.add(vector);
        return vector;
    }

    private static FuseException refused(Path mountPoint, boolean allowOther) {
        if (Host.effectiveUser() == 0) {
            return new FuseException(
                    Reason.FORBIDDEN,
                    "the kernel refuses to mount at " + mountPoint,
                    "give the container --cap-add SYS_ADMIN --security-opt apparmor=unconfined; the log of the worker has what libfuse said",
                    null);
        }
        return new FuseException(
                Reason.MOUNT_FAILED,
                "fusermount refuses to mount at " + mountPoint,
                allowOther
                        ? "put user_allow_other into /etc/fuse.conf, or run instances as the user that mounts"
                        : "see that the mount point belongs to the user that mounts; the log of the worker has what fusermount said",
                null);
    }

    private void start(int threadCount) throws FuseException {
        Pointer session = library.fuse_get_session(fuse);
        Pointer channel = library.fuse_session_next_chan(session, null);
        for (int i = 1; i <= threadCount; i++) {
            threads.add(new SessionThread("fuse-" + i, library, session, channel, callbacks.openNodes()));
        }
        if (!threads.getFirst().next()) {
            throw new FuseException(
                    Reason.MOUNT_FAILED, "the kernel ended the mount at " + mountPoint + " at once", null, null);
        }
        raiseReadAhead();
        threads.forEach(Thread::start);
    }

    /** The kernel then asks for several pieces at once, which several threads decompress. Only root may. */
    private void raiseReadAhead() {
        try {
            MountTable.Mount mount = MountTable.at(mountPoint);
            if (mount != null) {
                Files.writeString(DEVICES.resolve(mount.device()).resolve("read_ahead_kb"), READ_AHEAD_KB + "\n");
            }
        } catch (IOException e) {
            LOG.log(Level.INFO, "read-ahead stays as it is, sequential reads will be slower: {0}", e.getMessage());
        }
    }

    /** @return false when it was unmounted by somebody else */
    public boolean isMounted() {
        return threads.stream().anyMatch(Thread::isAlive);
    }

    public Map<String, Long> counters() {
        Map<String, Long> values = counters.values();
        values.put("openFiles", (long) callbacks.openFiles());
        return values;
    }

    /** How long the kernel's requests took, by kind: from when they were read until they were answered. */
    public Map<String, OperationTimes> operations() {
        Map<String, OperationTimes> operations = new TreeMap<>();
        threads.forEach(thread -> thread.times().addTo(operations));
        return operations;
    }

    /**
     * Takes the mount away.
     *
     * @param lazy leave those who use it in peace; they are served until they end, or this process does
     * @throws FuseException BUSY when it is in use and this is not lazy; nothing has changed then
     */
    public void unmount(boolean lazy) throws FuseException {
        Fusermount.unmount(mountPoint, lazy);
    }

    /** Waits until the mount is gone and nothing is under way any longer. */
    public void awaitEnd() throws InterruptedException {
        for (SessionThread thread : threads) {
            thread.join();
        }
    }

    /** Frees what libfuse holds, after {@link #awaitEnd}. */
    public void free() {
        library.fuse_teardown(fuse, mountPointName);
    }
}
