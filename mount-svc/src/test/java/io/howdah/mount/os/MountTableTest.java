package io.howdah.mount.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountTableTest {

    private static final List<String> LINES = List.of(
            "24 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
            "31 24 0:40 / /run/media/howdah/m1 rw,nosuid shared:7 master:1 - fuse.howdah howdah rw,user_id=0",
            "32 24 0:41 / /mnt/with\\040blank rw - tmpfs tmpfs rw",
            "33 31 0:42 / /run/media/howdah/m1 rw - fuse.howdah howdah rw,user_id=0");

    @Test
    void findsTheUppermost() {
        assertThat(MountTable.find(LINES, "/run/media/howdah/m1"))
                .isEqualTo(new MountTable.Mount("0:42", "fuse.howdah"));
        assertThat(MountTable.find(LINES, "/mnt/with blank")).isEqualTo(new MountTable.Mount("0:41", "tmpfs"));
        assertThat(MountTable.find(LINES, "/mnt")).isNull();
    }

    @Test
    void readsTheKernels() throws IOException {
        assertThat(MountTable.at(Path.of("/"))).isNotNull();
    }
}
