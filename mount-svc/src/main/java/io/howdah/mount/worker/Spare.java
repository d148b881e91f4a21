package io.howdah.mount.worker;

import io.howdah.mount.fs.Base;
import io.howdah.mount.fs.BaseEntry;
import io.howdah.mount.fs.BaseFile;
import io.howdah.mount.fs.CacheIdentity;
import io.howdah.mount.fs.FsCore;
import io.howdah.mount.fs.WriteCache;
import io.howdah.mount.fs.WriteCacheException;
import io.howdah.mount.fuse.FuseLibrary;
import io.howdah.mount.fuse.FuseMount;
import io.howdah.mount.os.Directory;
import io.howdah.mount.os.Host;
import io.howdah.mount.os.ProcessArguments;
import io.howdah.repository.pack.FrameDecompressor;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A worker that was started before there is anything to mount, so that no mount waits for its start. It loads what
 * every mount needs; removes the directory of its temporary files, which says that it is ready; and waits for its order
 * on the standard input. Where that ends without one, nobody is left to give it.
 */
final class Spare {

    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    private final String name;
    private final FuseLibrary library;

    private Spare(String name, FuseLibrary library) {
        this.name = name;
        this.library = library;
    }

    /** @param name its first argument, after which comes {@link SpareOrder#WAITING} */
    static Spare prepare(String name) throws IOException {
        FuseLibrary library = FuseMount.loadLibrary();
        try (FrameDecompressor decompressor = new FrameDecompressor()) {
            decompressor.prepare();
        }
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        rehearse(temporary.resolve("cache"));
        try (Directory parent = Directory.open(temporary.resolveSibling(""))) {
            parent.removeTree(temporary.getFileName().toString());
        }
        return new Spare(name, library);
    }

    /** Makes a write cache once; most of the time that the first one takes goes into loading what makes it. */
    private static void rehearse(Path directory) throws IOException {
        Base base = new OneFile();
        CacheIdentity nobody = new CacheIdentity("", "", "", "", "/");
        WriteCache.Owner owner = new WriteCache.Owner(Host.effectiveUser(), Host.effectiveGroup());
        try (WriteCache cache = WriteCache.open(directory, nobody, base, owner);
                FsCore files = new FsCore(cache.openTree(), cache.blockSize(), base)) {
            files.status(OneFile.NAME);
        } catch (WriteCacheException e) {
            throw new IOException("no write cache can be made: " + e.getMessage(), e);
        }
    }

    /**
     * Waits for the order, and goes by the name of what it is to do from then on.
     *
     * @return the file that has the specification, or nothing when there will be no order
     */
    Optional<Path> awaitOrder() throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Optional<SpareOrder> order = SpareOrder.read(input);
        if (order.isPresent()) {
            System.setProperty(LOG_FORMAT, order.get().logFormat());
            ProcessArguments.replace(name, order.get().specification().toString());
        }
        return order.map(SpareOrder::specification);
    }

    FuseLibrary library() {
        return library;
    }

    /** A backup to rehearse with. */
    private static final class OneFile implements Base {

        static final String NAME = "file";

        @Override
        public Collection<BaseEntry> entries() {
            return List.of(BaseEntry.file(NAME, 0600, 1, Instant.EPOCH));
        }

        @Override
        public BaseFile open(String path) throws IOException {
            throw new FileNotFoundException(path);
        }

        @Override
        public void close() {}
    }
}
