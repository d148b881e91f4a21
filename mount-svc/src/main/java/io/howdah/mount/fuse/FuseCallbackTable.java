package io.howdah.mount.fuse;

import io.howdah.mount.fs.DirectoryHandle;
import io.howdah.mount.fs.FileHandle;
import io.howdah.mount.fs.FsCore;
import io.howdah.mount.os.Directory;
import io.howdah.mount.os.Errno;
import io.howdah.mount.os.ErrnoException;
import io.howdah.mount.os.Fd;
import io.howdah.mount.os.FileStatus;
import io.howdah.mount.os.Mode;
import io.howdah.mount.os.OpenFlags;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.Struct;
import jnr.ffi.provider.jffi.ClosureHelper;
import org.jspecify.annotations.Nullable;
import ru.serce.jnrfuse.FuseFillDir;
import ru.serce.jnrfuse.struct.FileStat;
import ru.serce.jnrfuse.struct.FuseContext;
import ru.serce.jnrfuse.struct.FuseOperations;
import ru.serce.jnrfuse.struct.Statvfs;
import ru.serce.jnrfuse.struct.Timespec;

/**
 * What libfuse calls, translated to {@link FsCore}. With the option nopath there is no path where there is a handle.
 *
 * <p>Left out on purpose, so that the kernel stops asking after the first ENOSYS: extended attributes (else it asks for
 * security.capability before every write), access (it checks permissions itself), locks (it keeps them itself), bmap,
 * ioctl and poll. And flush: nothing is held back that a close could write, and PostgreSQL opens and closes every file
 * twice before it recovers.
 */
final class FuseCallbackTable {

    private static final Logger LOG = System.getLogger(FuseCallbackTable.class.getName());

    /** fuse_common.h: struct fuse_file_info. */
    private static final int INFO_FLAGS = 0;

    /** Single bits from here on, the first of which is direct_io. */
    private static final int INFO_BITS = 20;

    private static final int DIRECT_IO = 1;
    private static final int INFO_HANDLE = 24;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int STATUS_BLOCK = 512;

    private final FsCore core;
    private final FuseLibrary library;
    private final Runtime runtime;
    private final Counters counters;
    private final OpenNodes openNodes = new OpenNodes();
    private final HandleTable<OpenFile> files = new HandleTable<>();
    private final HandleTable<DirectoryHandle> directories = new HandleTable<>();
    private final FuseOperations operations;

    /** libfuse keeps the address only. */
    private final FuseLibrary.FsyncDirectory fsyncDirectory = this::fsyncDirectory;

    private volatile @Nullable FuseFillDir filler;

    private static final class OpenFile {
        final FileHandle handle;
        volatile long node;

        OpenFile(FileHandle handle) {
            this.handle = handle;
        }
    }

    private interface Operation {
        int run() throws IOException;
    }

    FuseCallbackTable(FsCore core, FuseLibrary library, Counters counters) {
        this.core = core;
        this.library = library;
        this.counters = counters;
        this.runtime = Runtime.getRuntime(library);
        this.operations = new FuseOperations(runtime);
        registerNames();
        registerContent();
    }

    Pointer memory() {
        return Struct.getMemory(operations);
    }

    int size() {
        return Struct.size(operations);
    }

    OpenNodes openNodes() {
        return openNodes;
    }

    int openFiles() {
        return files.size();
    }

    private void registerNames() {
        operations.getattr.set((path, status) -> guard("getattr", () -> {
            encode(core.status(name(path)), status);
            return 0;
        }));
        operations.fgetattr.set((path, status, info) -> guard("fgetattr", () -> {
            FileStatus known = SessionThread.knownStatus();
            // Asked from within create too, where the request is about the directory: nothing to learn of the node.
            encode(
                    known != null
                            ? known
                            : files.get(info.getLong(INFO_HANDLE)).handle.status(),
                    status);
            return 0;
        }));
        operations.readlink.set((path, buffer, size) -> guard("readlink", () -> readlink(name(path), buffer, size)));
        operations.mknod.set((path, mode, device) -> guard("mknod", () -> {
            core.makeNode(name(path), (int) mode, device, caller());
            return 0;
        }));
        operations.mkdir.set((path, mode) -> guard("mkdir", () -> {
            core.makeDirectory(name(path), (int) mode & Mode.PERMISSIONS, caller());
            return 0;
        }));
        operations.unlink.set(path -> guard("unlink", () -> {
            core.unlink(name(path));
            return 0;
        }));
        operations.rmdir.set(path -> guard("rmdir", () -> {
            core.removeDirectory(name(path));
            return 0;
        }));
        operations.symlink.set((target, path) -> guard("symlink", () -> {
            core.makeSymlink(target, name(path), caller());
            return 0;
        }));
        operations.rename.set((from, to) -> guard("rename", () -> {
            core.rename(name(from), name(to));
            return 0;
        }));
        operations.link.set((from, to) -> guard("link", () -> {
            core.link(name(from), name(to));
            return 0;
        }));
        operations.chmod.set((path, mode) -> guard("chmod", () -> {
            core.chmod(name(path), (int) mode & Mode.PERMISSIONS);
            return 0;
        }));
        operations.chown.set((path, uid, gid) -> guard("chown", () -> {
            core.chown(name(path), (int) uid, (int) gid);
            return 0;
        }));
        operations.utimens.set((path, times) -> guard("utimens", () -> {
            core.setTimes(name(path), time(times, 0), time(times, 16));
            return 0;
        }));
        operations.opendir.set((path, info) -> guard("opendir", () -> {
            info.putLong(INFO_HANDLE, directories.add(core.openDirectory(name(path))));
            return 0;
        }));
        operations.readdir.set((path, buffer, fill, offset, info) ->
                guard("readdir", () -> readdir(directories.get(info.getLong(INFO_HANDLE)), buffer, fill)));
        operations.releasedir.set((path, info) -> guard("releasedir", () -> {
            directories.remove(info.getLong(INFO_HANDLE)).close();
            return 0;
        }));
        Pointer closure =
                runtime.getClosureManager().getClosurePointer(FuseLibrary.FsyncDirectory.class, fsyncDirectory);
        memory().putPointer(operations.fsyncdir.offset(), closure);
        operations.statfs.set((path, status) -> guard("statfs", () -> {
            encode(core.fileSystemStatus(), Statvfs.of(status));
            return 0;
        }));
    }

    private void registerContent() {
        operations.open.set((path, info) -> guard("open", () -> {
            long node = SessionThread.currentNode();
            OpenFile file = new OpenFile(core.open(name(path), info.getInt(INFO_FLAGS)));
            info.putLong(INFO_HANDLE, files.add(file));
            if (!file.handle.isStable()) {
                // read anew each time, past the page cache, which is kept from one open to the next
                info.putInt(INFO_BITS, info.getInt(INFO_BITS) | DIRECT_IO);
            }
            remember(file, node);
            return 0;
        }));
        operations.create.set((path, mode, info) -> guard("create", () -> {
            int flags = info.getInt(INFO_FLAGS) | OpenFlags.CREATE;
            FileHandle handle = core.create(name(path), flags, (int) mode & Mode.PERMISSIONS, caller());
            info.putLong(INFO_HANDLE, files.add(new OpenFile(handle)));
            return 0;
        }));
        operations.release.set((path, info) -> guard("release", () -> {
            OpenFile file = files.remove(info.getLong(INFO_HANDLE));
            openNodes.remove(file.node, file.handle);
            file.handle.close();
            return 0;
        }));
        operations.read.set((path, buffer, size, offset, info) -> guard("read", () -> {
            int n = file(info).handle.read(offset, wrap(buffer, size));
            counters.read(n);
            return n;
        }));
        operations.write.set((path, buffer, size, offset, info) -> guard("write", () -> {
            int n = file(info).handle.write(offset, wrap(buffer, size));
            counters.written(n);
            return n;
        }));
        operations.truncate.set((path, size) -> guard("truncate", () -> {
            core.truncate(name(path), size);
            return 0;
        }));
        operations.ftruncate.set((path, size, info) -> guard("ftruncate", () -> {
            file(info).handle.truncate(size);
            return 0;
        }));
        operations.fallocate.set((path, mode, offset, length, info) -> guard("fallocate", () -> {
            if ((mode & ~FALLOC_FL_KEEP_SIZE) != 0) {
                throw new ErrnoException(Errno.EOPNOTSUPP, "fallocate");
            }
            file(info).handle.allocate(mode == FALLOC_FL_KEEP_SIZE, offset, length);
            return 0;
        }));
        operations.fsync.set((path, dataOnly, info) -> guard("fsync", () -> {
            file(info).handle.sync();
            counters.synced();
            return 0;
        }));
    }

    private int fsyncDirectory(String path, int dataOnly, Pointer info) {
        return guard("fsyncdir", () -> {
            directories.get(info.getLong(INFO_HANDLE)).sync();
            return 0;
        });
    }

    /** The one place where failures become numbers: what escapes a callback would be taken for success. */
    private static int guard(String name, Operation operation) {
        try {
            return operation.run();
        } catch (ErrnoException e) {
            return -e.errno();
        } catch (Throwable e) {
            try {
                LOG.log(Level.ERROR, name + " failed, and the program that asked is told EIO", e);
            } catch (Throwable ignored) {
                // Without memory even to say so, EIO still reaches the program.
            }
            return -Errno.EIO;
        }
    }

    private OpenFile file(Pointer info) throws ErrnoException {
        OpenFile file = files.get(info.getLong(INFO_HANDLE));
        if (file.node == 0) {
            remember(file, SessionThread.currentNode());
        }
        return file;
    }

    private void remember(OpenFile file, long node) {
        file.node = node;
        openNodes.add(node, file.handle);
    }

    private static String name(String path) {
        return path.substring(1);
    }

    private FsCore.Caller caller() {
        FuseContext context = FuseContext.of(library.fuse_get_context());
        return new FsCore.Caller((int) context.uid.get(), (int) context.gid.get());
    }

    /** libfuse's own memory, so that content takes no detour through the heap. */
    @SuppressWarnings("restricted")
    private static ByteBuffer wrap(Pointer buffer, long size) {
        return MemorySegment.ofAddress(buffer.address()).reinterpret(size).asByteBuffer();
    }

    private static FileStatus.Time time(Pointer times, long offset) {
        return new FileStatus.Time(times.getLong(offset), (int) times.getLong(offset + 8));
    }

    private int readlink(String path, Pointer buffer, long size) throws IOException {
        byte[] target = core.readSymlink(path).getBytes(StandardCharsets.UTF_8);
        int length = (int) Math.min(target.length, size - 1);
        buffer.put(0, target, 0, length);
        buffer.putByte(length, (byte) 0);
        return 0;
    }

    /** All names at once: libfuse keeps them until the directory is closed or read from the start. */
    private int readdir(DirectoryHandle directory, Pointer buffer, Pointer fill) throws IOException {
        FuseFillDir fillDirectory = filler(fill);
        FileStat status = FileStat.of(Memory.allocateDirect(runtime, Struct.size(new FileStat(runtime)), true));
        status.st_mode.set(Mode.DIRECTORY);
        status.st_ino.set(directory.status().inode());
        fill(fillDirectory, buffer, ".", status);
        fill(fillDirectory, buffer, "..", status);
        for (Directory.Entry entry : directory.list()) {
            status.st_mode.set(entry.type());
            status.st_ino.set(entry.inode());
            fill(fillDirectory, buffer, entry.name(), status);
        }
        return 0;
    }

    private static void fill(FuseFillDir filler, Pointer buffer, String name, FileStat status) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer terminated =
                ByteBuffer.allocate(bytes.length + 1).put(bytes).put((byte) 0).flip();
        if (filler.apply(buffer, terminated, Struct.getMemory(status), 0) != 0) {
            throw new ErrnoException(Errno.EIO, "readdir");
        }
    }

    /** One function of libfuse, whichever directory it is called for. */
    private FuseFillDir filler(Pointer address) {
        FuseFillDir known = filler;
        if (known == null) {
            ClosureHelper helper = ClosureHelper.getInstance();
            known = helper.getNativeConveter(FuseFillDir.class).fromNative(address, helper.getFromNativeContext());
            filler = known;
        }
        return known;
    }

    private static void encode(FileStatus status, Pointer to) {
        FileStat stat = FileStat.of(to);
        stat.st_ino.set(status.inode());
        stat.st_mode.set(status.mode());
        stat.st_nlink.set(status.links());
        stat.st_uid.set(status.uid());
        stat.st_gid.set(status.gid());
        stat.st_rdev.set(status.device());
        stat.st_size.set(status.size());
        stat.st_blksize.set(status.blockSize());
        // A sparse file in the cache is a full one here: programs that look for holes must not take it for zeros.
        stat.st_blocks.set(status.isRegular() ? (status.size() + STATUS_BLOCK - 1) / STATUS_BLOCK : status.blocks());
        encode(status.accessed(), stat.st_atim);
        encode(status.modified(), stat.st_mtim);
        encode(status.changed(), stat.st_ctim);
    }

    private static void encode(FileStatus.Time time, Timespec to) {
        to.tv_sec.set(time.seconds());
        to.tv_nsec.set(time.nanos());
    }

    private static void encode(Fd.FileSystemStatus status, Statvfs to) {
        to.f_bsize.set(status.blockSize());
        to.f_frsize.set(status.fragmentSize());
        to.f_blocks.set(status.blocks());
        to.f_bfree.set(status.free());
        to.f_bavail.set(status.available());
        to.f_files.set(status.files());
        to.f_ffree.set(status.freeFiles());
        to.f_favail.set(status.freeFiles());
        to.f_namemax.set(status.nameLength());
    }
}
