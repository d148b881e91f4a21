package io.howdah.mount.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlockMapTest {

    @Test
    void agreesWithABitSet() {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int blocks = random.nextInt(300);
            BlockMap map = new BlockMap(blocks);
            BitSet expected = new BitSet();
            for (int i = random.nextInt(8); i > 0; i--) {
                int from = random.nextInt(310);
                int to = from + random.nextInt(130);
                map.set(from, to);
                expected.set(Math.min(from, blocks), Math.min(to, blocks));
            }
            for (int from = 0; from < blocks; from++) {
                assertThat(map.isSet(from)).isEqualTo(expected.get(from));
                int end = expected.get(from) ? expected.nextClearBit(from) : expected.nextSetBit(from);
                long runEnd = end < 0 ? blocks : Math.min(end, blocks);
                assertThat(map.runEnd(from, blocks))
                        .as("seed %d from %d", seed, from)
                        .isEqualTo(runEnd);
                int to = from + random.nextInt(100);
                boolean all = expected.get(from, Math.min(to, blocks)).cardinality()
                        == Math.max(0, Math.min(to, blocks) - from);
                assertThat(map.allSet(from, to)).isEqualTo(all);
            }
        }
    }
}
