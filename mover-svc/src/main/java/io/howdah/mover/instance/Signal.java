package io.howdah.mover.instance;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Signals as kill(2) sends them; the JDK has none but SIGTERM and SIGKILL, and neither is a fast shutdown. */
enum Signal {
    /** Reads the configuration again. */
    HUP(1),
    /** Fast shutdown: sessions are ended, a checkpoint is written. */
    INT(2),
    /** Immediate shutdown: recovery at the next start. */
    QUIT(3),
    KILL(9),
    /** Looks for a request to promote. */
    USR1(10);

    private static final MethodHandle SYSTEM_CALL = link();

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /** Returns false when the process is gone or belongs to somebody else. */
    boolean send(long pid) {
        if (pid <= 1) {
            // to kill(2) these are whole groups of processes, or init
            throw new IllegalArgumentException("not a process to signal: " + pid);
        }
        try {
            return (int) SYSTEM_CALL.invokeExact(Math.toIntExact(pid), number) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot call kill(2)", e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("kill"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }
}
