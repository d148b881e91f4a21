package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.mover.Programs;
import io.howdah.mover.host.PostgresInstallation;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreloadLibrariesTest {

    private final PostgresInstallation installed = new PostgresInstallation("15.1", 15, Programs.BIN);

    @Test
    void eachMissingOneIsNamed() {
        assertThat(PreloadLibraries.missing(
                        Map.of(
                                "shared_preload_libraries",
                                        "pg_stat_statements, \"absent_one\", $libdir/auto_explain.so",
                                "session_preload_libraries", "absent_two"),
                        installed))
                .allMatch(p -> p.getCode().equals("PRELOAD_LIBRARY_MISSING"))
                .satisfiesExactly(
                        p -> assertThat(p.getDetail()).contains("absent_one", "shared_preload_libraries"),
                        p -> assertThat(p.getDetail()).contains("absent_two", "session_preload_libraries"));
        assertThat(PreloadLibraries.missing(Map.of("shared_preload_libraries", ""), installed))
                .isEmpty();
        assertThat(PreloadLibraries.missing(Map.of(), installed)).isEmpty();
    }
}
