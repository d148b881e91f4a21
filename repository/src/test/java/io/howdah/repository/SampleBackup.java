package io.howdah.repository;

import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.backup.BackupType;
import io.howdah.repository.backup.BackupWriter;
import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.backup.PackStream;
import io.howdah.repository.backup.SourceInfo;
import io.howdah.repository.backup.StopInfo;
import io.howdah.repository.pack.Compression;
import io.howdah.repository.read.BackupReader;
import io.howdah.repository.read.Verification;
import io.howdah.repository.stream.FileAnnouncement;
import io.howdah.repository.stream.FileEnd;
import io.howdah.repository.stream.FileKind;
import io.howdah.repository.stream.StreamEncoder;
import io.howdah.repository.stream.StreamHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Backups of made-up files, with what reading them must give. */
public final class SampleBackup {

    public static final int PAGE = 8192;
    public static final Instant TIME = Instant.parse("2026-11-21T01:30:00.123Z");
    public static final ClusterInfo CLUSTER = new ClusterInfo("demo", "7300000000000000001", 15, PAGE, 16 << 20);
    public static final SourceInfo SOURCE = new SourceInfo(
            "7300000000000000001",
            "15.18",
            150018,
            202209061,
            PAGE,
            16 << 20,
            true,
            Map.of("config_file", "postgresql.conf", "shared_preload_libraries", "", "log_line_prefix", "%m \\ [%p] "),
            List.of(
                    new SourceInfo.Tablespace(16390, "fast disk = \"a\"", "/srv/fast\nline", false),
                    new SourceInfo.Tablespace(16391, "inside", "pg_tblspc/16391", true)),
            List.of(new SourceInfo.Database(5, "postgres"), new SourceInfo.Database(16400, "Üñï=code ")),
            Map.of("provider", "libc", "collate", "C.UTF-8"));

    private SampleBackup() {}

    public static StopInfo stop(Compression compression) {
        return new StopInfo("0/2000028", "0/2000100", 1, TIME, TIME.plusSeconds(60), compression, "nightly", SOURCE);
    }

    /** Content that compresses about as heap pages do: fields of few values among random ones. */
    public static byte[] content(SplittableRandom random, int size) {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (i & 3) == 0 ? (byte) random.nextInt(64) : (byte) (i >>> 6 & 0x0F);
        }
        return content;
    }

    /** Files of all kinds and awkward sizes, some with zero pages in the middle. */
    public static Map<String, byte[]> files(SplittableRandom random) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        int count = random.nextInt(4, 24);
        for (int i = 0; i < count; i++) {
            boolean relation = random.nextBoolean();
            int size = switch (random.nextInt(5)) {
                case 0 -> 0;
                case 1 -> random.nextInt(1, 300);
                case 2 -> random.nextInt(1, 40_000);
                default -> random.nextInt(1, 500_000);
            };
            if (relation) {
                size -= size % PAGE;
            }
            byte[] content = random.nextInt(4) == 0 ? random(random, size) : content(random, size);
            for (int page = 0; relation && page < size / PAGE; page++) {
                if (random.nextInt(6) == 0) {
                    java.util.Arrays.fill(content, page * PAGE, (page + 1) * PAGE, (byte) 0);
                }
            }
            files.put((relation ? "data/base/5/" : "data/other.") + (1000 + i), content);
        }
        return files;
    }

    private static byte[] random(SplittableRandom random, int size) {
        byte[] content = new byte[size];
        random.nextBytes(content);
        return content;
    }

    /** One stream of these files; zero pages of relations are left out. */
    public static byte[] stream(
            int worker,
            Map<String, byte[]> files,
            Compression compression,
            StreamEncoder.Mode mode,
            int bufferSize,
            SplittableRandom random)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StreamHeader header = new StreamHeader(worker, compression, PAGE);
        try (StreamEncoder encoder = new StreamEncoder(Channels.newChannel(bytes), header, mode, bufferSize)) {
            encoder.announce(FileAnnouncement.directory(1, "data/dir" + worker, 0700, TIME));
            encoder.announce(FileAnnouncement.link(2, "data/pg_tblspc/1639" + worker, TIME, "/srv/fast"));
            long number = 3;
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                write(encoder, number++, file.getKey(), file.getValue(), random);
            }
            encoder.finish();
        }
        return bytes.toByteArray();
    }

    private static void write(StreamEncoder encoder, long number, String path, byte[] content, SplittableRandom random)
            throws IOException {
        boolean relation = path.startsWith("data/base/");
        FileKind kind = relation ? FileKind.MAIN : FileKind.OTHER;
        FileAnnouncement file = FileAnnouncement.file(number, path, kind, 0600, content.length, TIME, 0);
        encoder.announce(file);
        int unit = relation ? PAGE : 1;
        for (int at = 0; at < content.length; ) {
            int most = Math.min(content.length - at, 200_000) / unit;
            int length = random.nextInt(1, most + 1) * unit;
            if (relation) {
                writePages(encoder, file, content, at, length);
            } else {
                encoder.content(file, at, ByteBuffer.wrap(content, at, length));
            }
            at += length;
        }
        encoder.end(new FileEnd(number, content.length, relation && content.length > PAGE ? List.of(1L) : List.of()));
    }

    private static void writePages(StreamEncoder encoder, FileAnnouncement file, byte[] content, int from, int length)
            throws IOException {
        for (int at = from; at < from + length; at += PAGE) {
            if (!isZero(content, at)) {
                encoder.content(file, at, ByteBuffer.wrap(content, at, PAGE));
            }
        }
    }

    private static boolean isZero(byte[] content, int from) {
        for (int i = from; i < from + PAGE; i++) {
            if (content[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Takes a whole backup of these files in one stream. */
    public static BackupControl take(Repository repository, String id, Map<String, byte[]> files) throws IOException {
        byte[] stream =
                stream(0, files, Compression.DEFAULT, StreamEncoder.Mode.PACKED, 128 * 1024, new SplittableRandom(1));
        return take(repository, CLUSTER, id, List.of(stream), Compression.DEFAULT);
    }

    /** What is damaged of a backup of {@link #CLUSTER}. */
    public static List<Verification.Damage> damages(Repository repository, String id) {
        try (BackupReader reader = repository.readOnce(CLUSTER.name(), id)) {
            Verification verification = new Verification(reader, Verification.Findings.NONE);
            return verification.run(2, Duration.ofSeconds(1), findings -> {}).damages();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static BackupControl take(
            Repository repository, ClusterInfo cluster, String id, List<byte[]> streams, Compression compression) {
        try (BackupWriter writer = repository.startBackup(cluster, id, BackupType.FULL, null)) {
            for (int i = 0; i < streams.size(); i++) {
                try (PackStream stream = writer.stream(i)) {
                    stream.append(streams.get(i));
                    stream.finish();
                }
            }
            return writer.commit(stop(compression));
        }
    }
}
