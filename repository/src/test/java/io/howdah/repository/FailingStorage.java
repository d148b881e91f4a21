package io.howdah.repository;

import io.howdah.repository.storage.Lock;
import io.howdah.repository.storage.ObjectReader;
import io.howdah.repository.storage.ObjectWriter;
import io.howdah.repository.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes go through until a number of them is used up; from then on nothing does, as if the power had gone. */
public final class FailingStorage implements Storage {

    private final Storage storage;
    private int changesLeft;

    public FailingStorage(Storage storage, int changesLeft) {
        this.storage = storage;
        this.changesLeft = changesLeft;
    }

    public boolean failed() {
        return changesLeft < 0;
    }

    private void change() throws IOException {
        if (changesLeft-- <= 0) {
            changesLeft = -1;
            throw new IOException("power is gone");
        }
    }

    @Override
    public void put(String path, byte[] content) throws IOException {
        change();
        storage.put(path, content);
    }

    @Override
    public ObjectWriter create(String path) throws IOException {
        change();
        return failing(storage.create(path));
    }

    @Override
    public ObjectWriter replace(String path) throws IOException {
        change();
        return failing(storage.replace(path));
    }

    private ObjectWriter failing(ObjectWriter writer) {
        return new ObjectWriter() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                try {
                    change();
                } catch (IOException e) {
                    writer.write(bytes.slice(bytes.position(), bytes.remaining() / 2)); // a torn write
                    throw e;
                }
                writer.write(bytes);
            }

            @Override
            public void finish() throws IOException {
                change();
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
        change();
        storage.delete(path);
    }

    @Override
    public void deleteAll(String path) throws IOException {
        change();
        for (String name : storage.list(path).reversed()) { // no order is promised: take the unkind one
            delete(path + "/" + name);
        }
        storage.deleteAll(path);
    }

    @Override
    public @Nullable Lock tryLock(String path, boolean shared) throws IOException {
        return storage.tryLock(path, shared);
    }
}
