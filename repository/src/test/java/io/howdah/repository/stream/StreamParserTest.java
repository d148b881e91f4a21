package io.howdah.repository.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.repository.RepositoryException;
import io.howdah.repository.SampleBackup;
import io.howdah.repository.pack.Algorithm;
import io.howdah.repository.pack.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamParserTest {

    private static final Compression LZ4 = new Compression(Algorithm.LZ4, 2);
    private static final FileAnnouncement MAIN =
            FileAnnouncement.file(7, "data/base/5/1259.2", FileKind.MAIN, 0600, 16384, SampleBackup.TIME, 2);
    private static final FileAnnouncement LINK =
            FileAnnouncement.link(8, "data/pg_tblspc/16390", SampleBackup.TIME, "/srv/fast");
    private static final FileAnnouncement CHANGED =
            new FileAnnouncement(9, "data/base/5/1260", FileKind.FSM, 0640, 0, SampleBackup.TIME, 0, true, null);
    private static final FileEnd END = new FileEnd(7, 16384, List.of(0L, 131071L));
    private static final BackupStop STOP = new BackupStop("1/2A000100", 3, SampleBackup.TIME);

    @Test
    void findsEachItemInPiecesOfAnySize() throws IOException {
        byte[] stream = stream();
        for (int size = 1; size < stream.length; size += size < 40 ? 1 : 97) {
            List<StreamItem> items = new ArrayList<>();
            List<ItemLocation> locations = new ArrayList<>();
            StreamParser parser = new StreamParser((item, location) -> {
                items.add(item);
                locations.add(location);
            });
            for (int at = 0; at < stream.length; at += size) {
                parser.feed(ByteBuffer.wrap(stream, at, Math.min(size, stream.length - at)));
            }
            assertThat(parser.atBoundary()).isTrue();
            assertThat(items.getFirst()).isEqualTo(new StreamHeader(4, LZ4, SampleBackup.PAGE));
            assertThat(items)
                    .containsSequence(MAIN, LINK, CHANGED)
                    .contains(END, STOP, new SourceControl("key = väl\n"))
                    .endsWith(new StreamEnd(3, 16384));
            Pack pack = items.stream()
                    .filter(Pack.class::isInstance)
                    .map(Pack.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertThat(pack.extents()).containsExactly(new PackExtent(7, 0, 2));
            assertThat(pack.algorithm()).isEqualTo(Algorithm.LZ4);
            assertThat(pack.rawLength()).isEqualTo(16384);
            assertThat(locations.getFirst().offset()).isZero();
        }
    }

    private static byte[] stream() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StreamEncoder encoder = new StreamEncoder(
                Channels.newChannel(bytes),
                new StreamHeader(4, LZ4, SampleBackup.PAGE),
                StreamEncoder.Mode.PACKED,
                Pack.USUAL)) {
            encoder.announce(MAIN);
            encoder.announce(LINK);
            encoder.announce(CHANGED);
            encoder.content(MAIN, 0, ByteBuffer.wrap(SampleBackup.content(new SplittableRandom(1), 16384)));
            encoder.end(END);
            encoder.flush();
            encoder.end(new FileEnd(9, 0, List.of()));
            encoder.stop(STOP);
            encoder.control("key = väl\n");
            encoder.finish();
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // no item
                "8318FF41A040", // unknown type
                "8301", // and then nothing of a header
                "83015B7FFFFFFFFFFFFFFF", // a header of exabytes
                "83015BFFFFFFFFFFFFFFFF", // beyond 63 bits
                "83015F", // indefinite length
                "830141A041", // header without keys
                "830341A05A7FFFFFFF", // a payload of 2 GB
                "83054AA20101020005050505", // key missing
                "830241BF40", // indefinite map
                "83064BA20101021B", // cut
            })
    void refusesWhatIsNoStream(String hex) {
        StreamParser parser = new StreamParser((item, location) -> {});
        byte[] bytes = HexFormat.of().parseHex(hex);
        try {
            parser.feed(ByteBuffer.wrap(bytes));
            assertThat(parser.atBoundary()).isFalse();
        } catch (RepositoryException e) {
            assertThat(e.code()).isEqualTo(RepositoryException.Code.STREAM_INVALID);
        }
    }

    @Test
    void takesNoHarmFromMutatedStreams() throws IOException {
        byte[] stream = stream();
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 100_000; i++) {
            byte[] mutated = stream.clone();
            for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
                int at = random.nextInt(random.nextBoolean() ? 200 : mutated.length);
                mutated[at] = (byte) random.nextInt(256);
            }
            try {
                new StreamParser((item, location) -> {}).feed(ByteBuffer.wrap(mutated));
            } catch (RepositoryException e) {
                assertThat(e.code())
                        .as("seed %d, round %d", seed, i)
                        .isEqualTo(RepositoryException.Code.STREAM_INVALID);
            }
        }
    }

    @Test
    void refusesContentThatIsNoWholePages() throws IOException {
        try (StreamEncoder encoder = new StreamEncoder(
                Channels.newChannel(new ByteArrayOutputStream()),
                new StreamHeader(0, LZ4, SampleBackup.PAGE),
                StreamEncoder.Mode.RAW,
                Pack.USUAL)) {
            assertThatThrownBy(() -> encoder.content(MAIN, 0, ByteBuffer.allocate(100)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(MAIN.path());
        }
    }
}
