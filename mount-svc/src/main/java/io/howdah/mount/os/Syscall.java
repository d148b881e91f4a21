package io.howdah.mount.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * System calls by number, through the C library's {@code syscall(2)}. One native function in place of forty keeps the
 * start short: linking each of them costs a few milliseconds, and the worker is started while somebody waits.
 *
 * <p>Numbers: {@code asm/unistd_64.h} of x86-64, {@code asm-generic/unistd.h} of arm64.
 */
enum Syscall {
    CLOSE(3, 57),
    LSEEK(8, 62),
    RT_SIGACTION(13, 134),
    PREAD64(17, 67),
    PWRITE64(18, 68),
    FSYNC(74, 82),
    FDATASYNC(75, 83),
    FTRUNCATE(77, 46),
    FCHMOD(91, 52),
    FCHOWN(93, 55),
    UMASK(95, 166),
    GETEUID(107, 175),
    GETEGID(108, 177),
    FSTATFS(138, 44),
    UMOUNT2(166, 39),
    FSETXATTR(190, 7),
    FGETXATTR(193, 10),
    GETDENTS64(217, 61),
    OPENAT(257, 56),
    MKDIRAT(258, 34),
    MKNODAT(259, 33),
    FCHOWNAT(260, 54),
    UNLINKAT(263, 35),
    RENAMEAT2(316, 276),
    LINKAT(265, 37),
    SYMLINKAT(266, 36),
    READLINKAT(267, 78),
    FCHMODAT(268, 53),
    UTIMENSAT(280, 88),
    FALLOCATE(285, 47),
    DUP3(292, 24),
    SYNCFS(306, 267),
    STATX(332, 291);

    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    private static final MethodHandle SYSCALL = link();

    private final long number;

    Syscall(long x86, long arm) {
        this.number = "aarch64".equals(System.getProperty("os.arch")) ? arm : x86;
    }

    static boolean arm() {
        return ARM;
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1),
                Linker.Option.captureCallState("errno"));
    }

    long call(long a) throws ErrnoException {
        return call(a, 0, 0, 0, 0);
    }

    long call(long a, long b) throws ErrnoException {
        return call(a, b, 0, 0, 0);
    }

    long call(long a, long b, long c) throws ErrnoException {
        return call(a, b, c, 0, 0);
    }

    long call(long a, long b, long c, long d) throws ErrnoException {
        return call(a, b, c, d, 0);
    }

    /** @throws ErrnoException when the system call failed; EINTR is not passed on but tried again */
    long call(long a, long b, long c, long d, long e) throws ErrnoException {
        MemorySegment state = Scratch.get().state;
        while (true) {
            long result = invoke(state, a, b, c, d, e);
            if (result != -1) {
                return result;
            }
            int errno = state.get(JAVA_INT, 0);
            if (errno != Errno.EINTR || this == CLOSE) {
                throw new ErrnoException(errno, name());
            }
        }
    }

    private long invoke(MemorySegment state, long a, long b, long c, long d, long e) {
        try {
            return (long) SYSCALL.invokeExact(state, number, a, b, c, d, e, 0L);
        } catch (Throwable t) {
            throw new AssertionError("a system call cannot throw", t);
        }
    }

    /** Native memory of one thread for the arguments of the call it is in. */
    static final class Scratch {

        static final int PATH_MAX = 4096;
        private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

        final MemorySegment state;
        final MemorySegment data;
        private final MemorySegment first;
        private final MemorySegment second;

        private Scratch() {
            MemorySegment all = Arena.ofAuto().allocate(64 + 3L * PATH_MAX, ADDRESS.byteAlignment());
            state = all.asSlice(0, Linker.Option.captureStateLayout().byteSize());
            first = all.asSlice(64, PATH_MAX);
            second = all.asSlice(64 + PATH_MAX, PATH_MAX);
            data = all.asSlice(64 + 2L * PATH_MAX, PATH_MAX);
        }

        static Scratch get() {
            return SCRATCH.get();
        }

        /** @return the address of a C string, good until the next one is made by this thread */
        long path(String path) throws ErrnoException {
            return put(first, path);
        }

        /** A second string beside {@link #path}. */
        long otherPath(String path) throws ErrnoException {
            return put(second, path);
        }

        private static long put(MemorySegment to, String text) throws ErrnoException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length >= PATH_MAX) {
                throw new ErrnoException(Errno.ENAMETOOLONG, text.substring(0, 64) + "...");
            }
            MemorySegment.copy(bytes, 0, to, JAVA_BYTE, 0, bytes.length);
            to.set(JAVA_BYTE, bytes.length, (byte) 0);
            return to.address();
        }
    }
}
