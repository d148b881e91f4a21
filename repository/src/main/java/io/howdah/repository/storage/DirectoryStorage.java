package io.howdah.repository.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory of the local file system. Directories are made with mode 0750, files with 0640. */
public final class DirectoryStorage implements Storage {

    /** @param root made when missing, with its parents */
    public DirectoryStorage(Path root) {}

    @Override
    public void put(String path, byte[] content) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObjectWriter create(String path) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObjectReader open(String path) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean exists(String path) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> list(String path) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String path) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteAll(String path) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Lock tryLock(String path, boolean shared) throws IOException {
        throw new UnsupportedOperationException();
    }
}
