package io.howdah.mover.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Brings to disk what was written, so that it is there after a power cut. */
public final class Durable {

    private static final int READ_ONLY = 0;
    private static final MethodHandle OPEN =
            link("open", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT), true);
    private static final MethodHandle SYNCFS =
            link("syncfs", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), false);
    private static final MethodHandle CLOSE =
            link("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), false);

    private Durable() {}

    /**
     * Syncs the whole file system of a directory by one call of syncfs(2): for thousands of files that is far quicker
     * than one call for each.
     *
     * @throws IOException when something of it could not be written
     */
    public static void syncFileSystem(Path directory) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(directory.toString());
            int descriptor = (int) OPEN.invokeExact(name, READ_ONLY);
            if (descriptor < 0) {
                throw new IOException("cannot open " + directory + " to sync its file system");
            }
            int failed = (int) SYNCFS.invokeExact(descriptor);
            int closed = (int) CLOSE.invokeExact(descriptor);
            if (failed != 0 || closed != 0) {
                throw new IOException("cannot sync the file system of " + directory);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot call syncfs(2)", e);
        }
    }

    /**
     * Replaces the content of a file at one stroke: whatever happens, it is the former one or the new one. Mode and
     * bytes that are not ASCII stay as they are.
     *
     * @param text one character for each byte
     */
    public static void replace(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".howdah-new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary);
        Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(file));
        try (RandomAccessFile content = new RandomAccessFile(temporary.toFile(), "rw")) {
            content.write(text.getBytes(StandardCharsets.ISO_8859_1));
            content.getFD().sync();
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(file.resolveSibling(""));
    }

    /** Brings the content of a file to disk, or the names in a directory. */
    public static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(String function, FunctionDescriptor descriptor, boolean variadic) {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol = linker.defaultLookup().findOrThrow(function);
        return variadic
                ? linker.downcallHandle(symbol, descriptor, Linker.Option.firstVariadicArg(2))
                : linker.downcallHandle(symbol, descriptor);
    }
}
