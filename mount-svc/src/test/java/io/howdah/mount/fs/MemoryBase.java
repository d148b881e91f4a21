package io.howdah.mount.fs;

import java.io.FileNotFoundException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A backup made up in memory. */
final class MemoryBase implements Base {

    private final List<BaseEntry> entries = new ArrayList<>();
    private final Map<String, byte[]> contents = new HashMap<>();

    MemoryBase directory(String path) {
        entries.add(BaseEntry.directory(path, 0700, Instant.EPOCH));
        return this;
    }

    MemoryBase file(String path, byte[] content) {
        entries.add(BaseEntry.file(path, 0600, content.length, Instant.EPOCH));
        contents.put(path, content);
        return this;
    }

    Map<String, byte[]> contents() {
        return contents;
    }

    @Override
    public Collection<BaseEntry> entries() {
        return entries;
    }

    @Override
    public BaseFile open(String path) throws FileNotFoundException {
        byte[] content = contents.get(path);
        if (content == null) {
            throw new FileNotFoundException(path);
        }
        return (offset, direct) -> read(content, offset, direct);
    }

    private static int read(byte[] content, long offset, ByteBuffer direct) {
        int length = Math.clamp(content.length - offset, 0, direct.remaining());
        if (length > 0) {
            direct.put(content, (int) offset, length);
        }
        return length;
    }

    @Override
    public void close() {}
}
