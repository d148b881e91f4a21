package io.howdah.repository.storage;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Objects by path, as an object store has them: no rename, no append to what is complete. Paths are relative, their
 * components separated by {@code /}. Implementations are thread-safe.
 */
public interface Storage {

    /**
     * Stores a small object, replacing what was there: whole or not at all, and on disk when this returns. Callers do
     * not put one path from two threads or processes at once.
     */
    void put(String path, byte[] content) throws IOException;

    /**
     * Begins a large object that replaces what is there when it is finished: others see the former one, or none, until
     * then, and after a crash. Callers do not replace one path from two threads or processes at once.
     */
    ObjectWriter replace(String path) throws IOException;

    /** Begins a large object. Others may see a part of it until it is finished, and after a crash. */
    ObjectWriter create(String path) throws IOException;

    /**
     * Opens an object for reading ranges of it.
     *
     * @throws java.nio.file.NoSuchFileException when it does not exist
     */
    ObjectReader open(String path) throws IOException;

    boolean exists(String path) throws IOException;

    /**
     * Names of the objects and, ending in {@code /}, the prefixes directly below a path (the top for an empty one);
     * empty when there is none.
     */
    List<String> list(String path) throws IOException;

    /** Deletes an object; one that does not exist is no error. Gone for good when this returns. */
    void delete(String path) throws IOException;

    /** Deletes every object below a path. Not atomic; repeat it after a failure. */
    void deleteAll(String path) throws IOException;

    /**
     * Takes a lock that lasts until it is closed or its process ends, however it ends.
     *
     * @param path of an object that exists for the lock only; made when missing
     * @param shared whether others may hold it shared as well
     * @return null when somebody else holds it, in this process or another
     */
    @Nullable Lock tryLock(String path, boolean shared) throws IOException;
}
