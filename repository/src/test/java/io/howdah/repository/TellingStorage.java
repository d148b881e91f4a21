package io.howdah.repository;

import io.howdah.repository.storage.Lock;
import io.howdah.repository.storage.ObjectReader;
import io.howdah.repository.storage.ObjectWriter;
import io.howdah.repository.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the parent JVM before every change. */
final class TellingStorage implements Storage {

    private final Storage storage;

    TellingStorage(Storage storage) {
        this.storage = storage;
    }

    @Override
    public void put(String path, byte[] content) throws IOException {
        ChildJvm.tell("put " + path);
        storage.put(path, content);
    }

    @Override
    public ObjectWriter create(String path) throws IOException {
        ChildJvm.tell("create " + path);
        return telling(path, storage.create(path));
    }

    @Override
    public ObjectWriter replace(String path) throws IOException {
        ChildJvm.tell("replace " + path);
        return telling(path, storage.replace(path));
    }

    private static ObjectWriter telling(String path, ObjectWriter writer) {
        return new ObjectWriter() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                ChildJvm.tell("write " + path);
                writer.write(bytes);
            }

            @Override
            public void finish() throws IOException {
                ChildJvm.tell("finish " + path);
                writer.finish();
            }

            @Override
            public void close() throws IOException {
                writer.close();
            }
        };
    }

    @Override
    public ObjectReader open(String path) throws IOException {
        return storage.open(path);
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
        ChildJvm.tell("delete " + path);
        storage.delete(path);
    }

    @Override
    public void deleteAll(String path) throws IOException {
        ChildJvm.tell("delete all " + path);
        storage.deleteAll(path);
    }

    @Override
    public @Nullable Lock tryLock(String path, boolean shared) throws IOException {
        return storage.tryLock(path, shared);
    }
}
