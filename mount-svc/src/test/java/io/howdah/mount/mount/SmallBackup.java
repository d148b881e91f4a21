package io.howdah.mount.mount;

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
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A backup in a repository, shaped like a data directory: many files of few pages. */
final class SmallBackup {

    static final String CLUSTER = "shop";
    static final int PAGE = 8192;
    private static final Instant TIME = Instant.parse("2026-11-21T01:30:00Z");

    private SmallBackup() {}

    /** @param files how many, each of up to 16 pages; the first is {@code data/base/5/1000} */
    static void take(Path repository, String id, int files) throws IOException {
        byte[] stream = stream(files);
        try (BackupWriter writer = Repository.open(new DirectoryStorage(repository))
                .startBackup(
                        new ClusterInfo(CLUSTER, "7300000000000000001", 15, PAGE, 16 << 20),
                        id,
                        BackupType.FULL,
                        null)) {
            try (PackStream pack = writer.stream(0)) {
                pack.append(stream);
                pack.finish();
            }
            writer.commit(new StopInfo("0/2000028", "0/2000100", 1, TIME, TIME, Compression.DEFAULT, null, source()));
        }
    }

    /** What the file has: pages that tell themselves from others. */
    static byte[] content(int file) {
        byte[] content = new byte[PAGE * (1 + file % 16)];
        new SplittableRandom(file).nextBytes(content);
        return content;
    }

    private static byte[] stream(int files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StreamEncoder encoder = new StreamEncoder(
                Channels.newChannel(bytes),
                new StreamHeader(0, Compression.DEFAULT, PAGE),
                StreamEncoder.Mode.PACKED,
                128 * 1024)) {
            long number = 0;
            for (String directory : List.of("data", "data/base", "data/base/5", "data/pg_wal", "data/pg_tblspc")) {
                encoder.announce(FileAnnouncement.directory(++number, directory, 0700, TIME));
            }
            for (int file = 0; file < files; file++) {
                byte[] content = content(file);
                FileAnnouncement announcement = FileAnnouncement.file(
                        ++number, "data/base/5/" + (1000 + file), FileKind.MAIN, 0600, content.length, TIME, 0);
                encoder.announce(announcement);
                encoder.content(announcement, 0, ByteBuffer.wrap(content));
                encoder.end(new FileEnd(number, content.length, List.of()));
            }
            encoder.finish();
        }
        return bytes.toByteArray();
    }

    private static SourceInfo source() {
        return new SourceInfo(
                "7300000000000000001",
                "15.18",
                150018,
                202209061,
                PAGE,
                16 << 20,
                false,
                Map.of(),
                List.of(),
                List.of(new SourceInfo.Database(5, "postgres")),
                Map.of());
    }
}
