package io.howdah.mover.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TablespaceMapTest {

    @Test
    void putsInTheNewPathsAndLeavesTheOthers() {
        String map = "16384 /old/fast\n16385 /odd\\\nname\n16386 /old/back\\\\slash\n";

        assertThat(TablespaceMap.relocate(map, Map.of("16384", Path.of("/new/fast"), "16385", Path.of("/a\nb"))))
                .isEqualTo("16384 /new/fast\n16385 /a\\\nb\n16386 /old/back\\\\slash\n");
    }
}
