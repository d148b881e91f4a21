package io.howdah.mount.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A plain directory in place of a backup. */
public final class DirectoryBase implements Base {

    private final Path directory;
    private final Map<String, FileChannel> channels = new ConcurrentHashMap<>();

    public DirectoryBase(Path directory) {
        this.directory = directory;
    }

    @Override
    public Collection<BaseEntry> entries() throws IOException {
        List<BaseEntry> entries = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (!path.equals(directory)) {
                    entries.add(entry(path));
                }
            }
        }
        return entries;
    }

    private BaseEntry entry(Path path) throws IOException {
        Map<String, Object> attributes =
                Files.readAttributes(path, "unix:mode,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        int permissions = (int) attributes.get("mode") & 07777;
        long size = (long) attributes.get("size");
        var modified = ((java.nio.file.attribute.FileTime) attributes.get("lastModifiedTime")).toInstant();
        String name = directory.relativize(path).toString();
        if (Files.isSymbolicLink(path)) {
            return BaseEntry.symlink(name, Files.readSymbolicLink(path).toString(), modified);
        }
        return Files.isDirectory(path)
                ? BaseEntry.directory(name, permissions, modified)
                : BaseEntry.file(name, permissions, size, modified);
    }

    @Override
    public BaseFile open(String path) throws IOException {
        FileChannel channel = channels.get(path);
        if (channel == null) {
            channel = FileChannel.open(directory.resolve(path));
            channels.put(path, channel);
        }
        FileChannel opened = channel;
        return (offset, direct) -> opened.read(direct, offset);
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : channels.values()) {
            channel.close();
        }
    }
}
