package io.howdah.mount.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterLayoutTest {

    private final ClusterLayout layout = new ClusterLayout(Path.of("/run/media/m1"), Path.of("/var/tmp/m1/pg_wal"));

    @Test
    void relocatesTablespacesOfTheBackupOnly() {
        String map = "16400 /srv/fa\\\nst\n16401 pg_tblspc/16401\n16402 /srv/a\\\\b\n";
        assertThat(layout.relocate(map, Set.of("tablespaces/16400", "tablespaces/16402")))
                .isEqualTo("16400 /run/media/m1/tablespaces/16400\n16401 pg_tblspc/16401\n"
                        + "16402 /run/media/m1/tablespaces/16402\n");
    }

    @Test
    void escapesTheMountPoint() {
        ClusterLayout odd = new ClusterLayout(Path.of("/run/a\\b"), Path.of("/wal"));
        assertThat(odd.relocate("1 /x\n", Set.of("tablespaces/1"))).isEqualTo("1 /run/a\\\\b/tablespaces/1\n");
    }

    @Test
    void linksTablespacesAndNothingBelowThem() {
        assertThat(ClusterLayout.linkOf("tablespaces/16400")).isEqualTo("data/pg_tblspc/16400");
        assertThat(ClusterLayout.linkOf("tablespaces/16400/PG_15_202209061")).isNull();
        assertThat(ClusterLayout.linkOf("data/base")).isNull();
    }
}
