package io.howdah.mount.worker;

/** Where the mount stands. */
public enum WorkerState {
    MOUNTING,
    MOUNTED,
    FAILED,
    UNMOUNTING
}
