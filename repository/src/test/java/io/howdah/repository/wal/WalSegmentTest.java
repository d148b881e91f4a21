package io.howdah.repository.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.repository.RepositoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalSegmentTest {

    /** As pg_walfile_name prints them. */
    @ParameterizedTest
    @CsvSource({
        "000000010000000000000001, 16777216, 1, 1000000",
        "0000000A00000003000000FF, 16777216, 10, 3FF000000",
        "000000020000000100000000, 16777216, 2, 100000000",
        "000000010000000100000FFF, 1048576, 1, 1FFF00000",
        "000000010000000200000003, 1073741824, 1, 2C0000000",
    })
    void isNamedAsPostgresNamesIt(String name, int segmentSize, int timeline, String start) {
        WalSegment segment = WalSegment.parse(name, segmentSize);
        assertThat(segment.timeline()).isEqualTo(timeline);
        assertThat(segment.startLsn(segmentSize)).isEqualTo(Long.parseLong(start, 16));
        assertThat(segment.name(segmentSize)).isEqualTo(name);
        assertThat(WalSegment.at(timeline, segment.startLsn(segmentSize) + segmentSize - 1, segmentSize))
                .isEqualTo(segment);
    }

    @Test
    void isFollowedAcrossTheHighPart() {
        WalSegment last = WalSegment.parse("0000000100000000000000FF", 1 << 24);
        assertThat(last.next().name(1 << 24)).isEqualTo("000000010000000100000000");
        assertThat(last).isLessThan(last.next()).isLessThan(new WalSegment(2, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00000001000000000000001",
                "000000010000000000000100",
                "000000000000000000000001",
                "0000000a0000000000000001",
                "../000010000000000000001",
                "000000010000000000000001.partial"
            })
    void refusesWhatIsNoName(String name) {
        assertThatThrownBy(() -> WalSegment.parse(name, 1 << 24))
                .isInstanceOfSatisfying(
                        RepositoryException.class,
                        e -> assertThat(e.code()).isEqualTo(RepositoryException.Code.INVALID_NAME));
    }
}
