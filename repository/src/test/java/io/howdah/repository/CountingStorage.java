package io.howdah.repository;

import io.howdah.repository.storage.Lock;
import io.howdah.repository.storage.ObjectReader;
import io.howdah.repository.storage.ObjectWriter;
import io.howdah.repository.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts the bytes that are read. */
public final class CountingStorage implements Storage {

    private final Storage storage;
    private final AtomicLong bytesRead = new AtomicLong();

    public CountingStorage(Storage storage) {
        this.storage = storage;
    }

    public long bytesRead() {
        return bytesRead.get();
    }

    @Override
    public void put(String path, byte[] content) throws IOException {
        storage.put(path, content);
    }

    @Override
    public ObjectWriter replace(String path) throws IOException {
        return storage.replace(path);
    }

    @Override
    public ObjectWriter create(String path) throws IOException {
        return storage.create(path);
    }

    @Override
    public ObjectReader open(String path) throws IOException {
        ObjectReader reader = storage.open(path);
        return new ObjectReader() {
            @Override
            public int read(long offset, ByteBuffer target) throws IOException {
                int length = reader.read(offset, target);
                bytesRead.addAndGet(length);
                return length;
            }

            @Override
            public long size() throws IOException {
                return reader.size();
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    @Override
    public boolean exists(String path) throws IOException {
        return storage.exists(path);
    }

    @Override
    public List<String> list(String path) throws IOException {
        return storage.list(path);
    }

    @Override
    public void delete(String path) throws IOException {
        storage.delete(path);
    }

    @Override
    public void deleteAll(String path) throws IOException {
        storage.deleteAll(path);
    }

    @Override
    public @Nullable Lock tryLock(String path, boolean shared) throws IOException {
        return storage.tryLock(path, shared);
    }
}
