package io.howdah.mount.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.howdah.mount.os.Syscall.Scratch;
import java.nio.file.Path;

/** What concerns the whole process, or the whole host. */
public final class Host {

    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final long SIG_IGN = 1;

    private Host() {}

    public static int effectiveUser() {
        return identity(Syscall.GETEUID);
    }

    public static int effectiveGroup() {
        return identity(Syscall.GETEGID);
    }

    private static int identity(Syscall call) {
        try {
            return (int) call.call(0);
        } catch (ErrnoException e) {
            throw new AssertionError("this call cannot fail", e);
        }
    }

    /** @return the mask as it was */
    public static int umask(int mask) {
        try {
            return (int) Syscall.UMASK.call(mask);
        } catch (ErrnoException e) {
            throw new AssertionError("this call cannot fail", e);
        }
    }

    /** Lets the hang-up and the interrupt of a terminal pass by, past the handlers of the Java machine. */
    public static void ignoreTerminalSignals() throws ErrnoException {
        Scratch scratch = Scratch.get();
        scratch.data.asSlice(0, 32).fill((byte) 0);
        scratch.data.set(JAVA_LONG, 0, SIG_IGN);
        Syscall.RT_SIGACTION.call(SIGHUP, scratch.data.address(), 0, 8);
        Syscall.RT_SIGACTION.call(SIGINT, scratch.data.address(), 0, 8);
    }

    /**
     * Unmounts; needs root.
     *
     * @param lazy take it out of the tree of names now and end it when nobody uses it any longer
     */
    public static void unmount(Path mountPoint, boolean lazy) throws ErrnoException {
        Syscall.UMOUNT2.call(Scratch.get().path(mountPoint.toString()), UMOUNT_NOFOLLOW | (lazy ? MNT_DETACH : 0));
    }
}
