package io.howdah.mount.fs;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Finds the files of a backup by path. */
final class BaseIndex {

    private final Base base;
    private final Map<String, BaseEntry> files = new HashMap<>();

    BaseIndex(Base base) throws IOException {
        this.base = base;
        for (BaseEntry entry : base.entries()) {
            if (entry.type() == BaseEntry.Type.FILE) {
                files.put(entry.path(), entry);
            }
        }
    }

    BaseContent content(String path) throws IOException {
        BaseEntry entry = files.get(path);
        if (entry == null) {
            throw new IOException("the write cache refers to " + path + ", which the backup does not have");
        }
        return new BaseContent(base, entry);
    }
}
