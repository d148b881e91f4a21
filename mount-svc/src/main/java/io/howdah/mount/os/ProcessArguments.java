package io.howdah.mount.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The arguments of this process as the process table shows them: what the kernel finds in our own memory. */
public final class ProcessArguments {

    /** Fields 48 and 49 of proc_pid_stat(5), counted from the first after the name. */
    private static final int START = 45;

    private static final int END = 46;

    private ProcessArguments() {}

    /**
     * Shows another argument in place of one and all that follow it, which have to be as long together.
     *
     * @throws IOException when there is no such argument, or not enough room
     */
    public static void replace(String argument, String other) throws IOException {
        MemorySegment shown = shown();
        byte[] present = shown.toArray(JAVA_BYTE);
        int from = position(present, bytes("\0" + argument + "\0")) + 1;
        byte[] changed = bytes(other + "\0");
        if (from == 0 || from + changed.length > present.length) {
            throw new IOException(
                    "the arguments of this process have no room for " + other + " in place of " + argument);
        }
        byte[] rest = Arrays.copyOf(changed, present.length - from);
        MemorySegment.copy(rest, 0, shown, JAVA_BYTE, from, rest.length);
    }

    @SuppressWarnings("restricted")
    private static MemorySegment shown() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long start = Long.parseLong(afterName[START]);
        return MemorySegment.ofAddress(start).reinterpret(Long.parseLong(afterName[END]) - start);
    }

    private static int position(byte[] text, byte[] part) {
        for (int at = 0; at + part.length <= text.length; at++) {
            if (Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
