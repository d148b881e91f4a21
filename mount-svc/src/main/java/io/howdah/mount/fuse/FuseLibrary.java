package io.howdah.mount.fuse;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.Delegate;
import jnr.ffi.annotations.IgnoreError;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libfuse 2.9 that jnr-fuse's own mount hides: it sleeps for two seconds, unmounts lazily, and leaves
 * the loop to libfuse, which attaches its short-lived threads to the Java machine again and again. Public for jnr-ffi
 * only, which makes the implementation. See fuse.h and fuse_lowlevel.h.
 */
public interface FuseLibrary {

    String NAME = "libfuse.so.2";

    /**
     * Mounts; the default version of this symbol is the one for the operations of 2.6 and later, unlike that of
     * fuse_new.
     */
    @Nullable Pointer fuse_setup(
            int argc,
            Pointer argv,
            Pointer operations,
            long operationsSize,
            Pointer mountPoint,
            Pointer multithreaded,
            @Nullable Pointer userData);

    Pointer fuse_get_session(Pointer fuse);

    Pointer fuse_session_next_chan(Pointer session, @Nullable Pointer after);

    long fuse_chan_bufsize(Pointer channel);

    @IgnoreError
    int fuse_session_receive_buf(Pointer session, Pointer buffer, Pointer channel);

    @IgnoreError
    void fuse_session_process_buf(Pointer session, Pointer buffer, Pointer channel);

    int fuse_session_exited(Pointer session);

    void fuse_session_exit(Pointer session);

    void fuse_teardown(Pointer fuse, Pointer mountPoint);

    @IgnoreError
    Pointer fuse_get_context();

    /**
     * What fsyncdir is in fuse.h; jnr-fuse declares it without {@code datasync} and so takes that for the file's info.
     */
    interface FsyncDirectory {
        @Delegate
        int call(String path, int dataOnly, Pointer info);
    }
}
