package io.howdah.mount.workerprocess;

import io.howdah.mount.config.WorkerProperties;
import io.howdah.mount.os.Host;
import io.howdah.mount.worker.WorkerSpec;
import io.howdah.repository.Repository;
import io.howdah.repository.backup.BackupType;
import io.howdah.repository.backup.BackupWriter;
import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.backup.PackStream;
import io.howdah.repository.backup.SourceInfo;
import io.howdah.repository.backup.StopInfo;
import io.howdah.repository.pack.Compression;
import io.howdah.repository.storage.DirectoryStorage;
import io.howdah.repository.stream.FileAnnouncement;
import io.howdah.repository.stream.FileEnd;
import io.howdah.repository.stream.FileKind;
import io.howdah.repository.stream.StreamEncoder;
import io.howdah.repository.stream.StreamHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Run when the application is built: mounts a small backup with a worker that writes down what its JVM learned, so that
 * later workers start in half the time. {@code java -cp mount-svc.jar ...WorkerTraining <directory> <cache>}; ends with
 * status 0 when the cache is there. Needs FUSE; without a cache workers start too, only more slowly.
 */
public final class WorkerTraining {

    private static final String CLUSTER = "training";
    private static final String BACKUP = "backup";
    private static final String FILE = "data/base/5/1000";
    private static final int PAGE = 8192;
    private static final int FILES = 64;

    private final Path home;
    private final MountPlace place;

    private WorkerTraining(Path home) {
        this.home = home;
        this.place = new MountPlace("worker", home.resolve("mount"), home.resolve("cache"), home.resolve("run"));
    }

    /** @param args an empty directory to work in, and the file to write */
    static void main(String[] args) throws Exception {
        new WorkerTraining(Path.of(args[0]).toAbsolutePath())
                .train(Path.of(args[1]).toAbsolutePath());
    }

    private void train(Path cache) throws Exception {
        takeBackup();
        Files.createDirectories(place.runDirectory());
        Path learned = home.resolve("learned.aot");
        WorkerCommand command = WorkerCommand.ofThisJvm(List.of("-XX:AOTCacheOutput=" + learned));
        WorkerLauncher launcher = new WorkerLauncher(command, Spares.NONE);
        Workers workers = new Workers(WorkerProperties.DEFAULTS, launcher);
        try {
            workers.mount(place, specification(), worker -> {});
            use(place.mountPoint().resolve(FILE));
            workers.sync(place);
        } finally {
            workers.unmount(place, null);
        }
        // The worker makes files that all may write to, since its mount asks for that; the cache must not be one of
        // them.
        Files.setPosixFilePermissions(learned, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(learned, cache, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What an instance does first. */
    private void use(Path file) throws IOException {
        Files.readAllBytes(file);
        Files.write(file, new byte[PAGE]);
        Files.write(file.resolveSibling("new"), new byte[PAGE]);
        try (var names = Files.list(file.getParent())) {
            names.forEach(name -> name.toFile().length());
        }
    }

    private WorkerSpec specification() {
        return new WorkerSpec(
                place.id(),
                home.resolve("repository").toString(),
                CLUSTER,
                BACKUP,
                place.mountPoint().toString(),
                place.writeCache().toString(),
                Host.effectiveUser(),
                Host.effectiveGroup(),
                false,
                place.controlSocket().toString(),
                WorkerProperties.DEFAULTS.blockCache().toBytes());
    }

    private void takeBackup() throws IOException {
        Repository repository =
                Repository.open(new DirectoryStorage(Files.createDirectories(home.resolve("repository"))));
        ClusterInfo cluster = new ClusterInfo(CLUSTER, "1", 15, PAGE, 16 << 20);
        try (BackupWriter writer = repository.startBackup(cluster, BACKUP, BackupType.FULL, null)) {
            try (PackStream pack = writer.stream(0)) {
                pack.append(stream());
                pack.finish();
            }
            Instant now = Instant.now();
            SourceInfo source = new SourceInfo(
                    "1", "15", 150000, 1, PAGE, 16 << 20, false, Map.of(), List.of(), List.of(), Map.of());
            writer.commit(new StopInfo("0/1", "0/2", 1, now, now, Compression.DEFAULT, null, source));
        }
    }

    private static byte[] stream() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Instant now = Instant.now();
        try (StreamEncoder encoder = new StreamEncoder(
                Channels.newChannel(bytes),
                new StreamHeader(0, Compression.DEFAULT, PAGE),
                StreamEncoder.Mode.PACKED,
                128 * 1024)) {
            long number = 0;
            for (String directory : List.of("data", "data/base", "data/base/5", "data/pg_wal")) {
                encoder.announce(FileAnnouncement.directory(++number, directory, 0700, now));
            }
            byte[] content = new byte[16 * PAGE];
            for (int file = 0; file < FILES; file++) {
                content[file] = (byte) file;
                FileAnnouncement announcement = FileAnnouncement.file(
                        ++number, "data/base/5/" + (1000 + file), FileKind.MAIN, 0600, content.length, now, 0);
                encoder.announce(announcement);
                encoder.content(announcement, 0, ByteBuffer.wrap(content));
                encoder.end(new FileEnd(number, content.length, List.of()));
            }
            encoder.finish();
        }
        return bytes.toByteArray();
    }
}
