package io.howdah.mount.mount;

import io.howdah.repository.Repository;
import io.howdah.repository.backup.ClusterInfo;
import io.howdah.repository.storage.DirectoryStorage;
import io.howdah.repository.wal.WalSegment;
import io.howdah.repository.wal.WalWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** WAL of the cluster of {@link SmallBackup}: the first page's header is right, the rest is noise. */
final class ArchivedSegments {

    private static final int SIZE = 16 << 20;
    private static final ClusterInfo CLUSTER =
            new ClusterInfo(SmallBackup.CLUSTER, "7300000000000000001", 15, SmallBackup.PAGE, SIZE);

    private final Path repository;

    ArchivedSegments(Path repository) {
        this.repository = repository;
    }

    static String name(WalSegment segment) {
        return segment.name(SIZE);
    }

    /** @param written bytes of it; zeros follow */
    static byte[] content(WalSegment segment, int written) {
        byte[] noise = new byte[written];
        new SplittableRandom(segment.number()).nextBytes(noise);
        ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
        bytes.put(0, noise);
        bytes.putShort(0, (short) 0xD110);
        bytes.putShort(2, (short) 0x0002);
        bytes.putInt(4, segment.timeline());
        bytes.putLong(8, segment.startLsn(SIZE));
        bytes.putLong(24, Long.parseUnsignedLong(CLUSTER.systemIdentifier()));
        bytes.putInt(32, SIZE);
        return bytes.array();
    }

    static byte[] content(WalSegment segment) {
        return content(segment, SIZE);
    }

    void archive(WalSegment segment) throws IOException {
        try (WalWriter writer =
                Repository.open(new DirectoryStorage(repository)).archiveWal(CLUSTER)) {
            writer.put(segment, new ByteArrayInputStream(content(segment)));
        }
    }

    void archivePart(WalSegment segment, int written) throws IOException {
        try (WalWriter writer =
                Repository.open(new DirectoryStorage(repository)).archiveWal(CLUSTER)) {
            writer.putPartial(segment, new ByteArrayInputStream(content(segment, written)));
        }
    }

    void archiveHistory(int timeline, String content) throws IOException {
        try (WalWriter writer =
                Repository.open(new DirectoryStorage(repository)).archiveWal(CLUSTER)) {
            writer.putHistory(timeline, content.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Changes a byte in the middle, as a bad disk does. */
    void damage(WalSegment segment) throws IOException {
        Path file = repository.resolve(
                "clusters/%s/wal/%08X/%s.zst".formatted(CLUSTER.name(), segment.timeline(), segment.name(SIZE)));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, Arrays.copyOf(bytes, bytes.length));
    }
}
