package io.howdah.mover.bindump.backup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LsnTest {

    private static final int MB16 = 16 << 20;

    @Test
    void parses() {
        assertThat(Lsn.parse("0/3000028")).isEqualTo(0x3000028L);
        assertThat(Lsn.parse("FFFFFFFF/FFFFFFFF")).isEqualTo(-1L);
    }

    @Test
    void namesSegments() {
        assertThat(Lsn.segmentName(1, Lsn.segment(Lsn.parse("0/3000028"), MB16), MB16))
                .isEqualTo("000000010000000000000003");
        assertThat(Lsn.segmentName(0x1F, Lsn.segment(Lsn.parse("A/FF000000"), MB16), MB16))
                .isEqualTo("0000001F0000000A000000FF");
        assertThat(Lsn.segmentName(1, Lsn.segment(Lsn.parse("1/40000000"), 1 << 30), 1 << 30))
                .isEqualTo("000000010000000100000001");
    }

    @Test
    void endsBeforeABoundary() {
        assertThat(Lsn.segmentBefore(Lsn.parse("0/4000000"), MB16)).isEqualTo(3);
        assertThat(Lsn.segmentBefore(Lsn.parse("0/4000001"), MB16)).isEqualTo(4);
    }
}
