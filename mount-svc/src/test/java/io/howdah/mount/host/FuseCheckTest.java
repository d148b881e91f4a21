package io.howdah.mount.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FuseCheckTest {

    private static final Path DEVICE = Path.of("/dev/fuse");

    @Test
    void findsFuseHere() {
        assertThat(new FuseCheck(DEVICE, FuseCheck.LIBFUSE).problems()).isEmpty();
    }

    @Test
    void missesADevice() {
        assertThat(new FuseCheck(Path.of("/dev/no-such-fuse"), FuseCheck.LIBFUSE).problems())
                .extracting(HostProblem::code)
                .containsExactly("FUSE_DEVICE_MISSING");
    }

    @Test
    void takesNoOtherDeviceForIt() {
        assertThat(new FuseCheck(Path.of("/dev/null"), FuseCheck.LIBFUSE).problems())
                .extracting(HostProblem::code)
                .containsExactly("FUSE_DEVICE_MISSING");
    }

    @Test
    void missesTheLibrary() {
        assertThat(new FuseCheck(DEVICE, "libfuse.so.none").problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("LIBFUSE_MISSING");
                    assertThat(problem.hint()).contains("apt-get install libfuse2");
                });
    }
}
