package io.howdah.mover.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationEditTest {

    @TempDir
    private Path data;

    private Path main;
    private Path auto;
    private Path included;

    @BeforeEach
    void write() throws IOException {
        main = Files.writeString(
                data.resolve("postgresql.conf"), "port = 5432\t# (change requires restart)\nwork_mem = 4MB\n");
        auto = Files.writeString(data.resolve("postgresql.auto.conf"), "# Do not edit\n");
        included = Files.writeString(data.resolve("more.conf"), "work_mem = 5MB\n");
    }

    @Test
    void changesNothingThatWasNotAskedFor() throws IOException {
        edit(null);

        assertThat(Files.readString(main)).isEqualTo("port = 5432\t# (change requires restart)\nwork_mem = 4MB\n");
        assertThat(Files.readString(auto)).isEqualTo("# Do not edit\n");
    }

    @Test
    void changesThePortWhereItIsSet() throws IOException {
        edit(7777);
        edit(7777);

        assertThat(Files.readString(main)).isEqualTo("port = 7777\nwork_mem = 4MB\n");
    }

    @Test
    void addsThePortWhereItIsNotSet() throws IOException {
        Files.writeString(main, "#port = 5432\nwork_mem = 4MB");
        edit(7777);
        edit(7777);

        assertThat(Files.readString(main)).isEqualTo("#port = 5432\nwork_mem = 4MB\nport = 7777\n");
    }

    @Test
    void changesThePortOfAlterSystemWhichBeatsTheOthers() throws IOException {
        Files.writeString(auto, "port = '5432'\n");
        edit(7777);

        assertThat(Files.readString(auto)).isEqualTo("port = 7777\n");
        assertThat(Files.readString(main)).startsWith("port = 5432");
    }

    @Test
    void hasTheLastWordOverAnIncludedFile() throws IOException {
        Files.writeString(included, "port = 6666\n");
        edit(7777);
        edit(7777);

        assertThat(Files.readString(main)).isEqualTo("port = 7777\nwork_mem = 4MB\nport = 7777\n");
        assertThat(Files.readString(included)).isEqualTo("port = 6666\n");
    }

    @Test
    void putsPathsRightThatHaveMoved() throws IOException {
        Files.writeString(
                main, "data_directory = '/source'\nhba_file = '/source/pg_hba.conf'\nlog_directory = '/source/log'\n");
        edit(null);

        assertThat(Files.readString(main))
                .isEqualTo("data_directory = '" + data + "'\nhba_file = '" + data
                        + "/pg_hba.conf'\nlog_directory = '/source/log'\n");
    }

    @Test
    void givesADebianClusterItsNewName() {
        ConfigurationPlace place = new ConfigurationPlace(
                Path.of("/var/lib/postgresql/15/main"),
                Path.of("/etc/postgresql/15/main/postgresql.conf"),
                Path.of("/var/lib/postgresql/15/restored"),
                15,
                "main",
                "restored");

        assertThat(place.newFile()).isEqualTo(Path.of("/etc/postgresql/15/restored/postgresql.conf"));
        assertThat(place.relocate(Path.of("/etc/postgresql/15/main/conf.d/a.conf")))
                .isEqualTo(Path.of("/etc/postgresql/15/restored/conf.d/a.conf"));
        assertThat(place.relocate(Path.of("/etc/other/a.conf"))).isEqualTo(Path.of("/etc/other/a.conf"));
        assertThat(place.relocate("external_pid_file", "/var/run/postgresql/15-main.pid"))
                .isEqualTo("/var/run/postgresql/15-restored.pid");
        assertThat(place.relocate("cluster_name", "15/main")).isEqualTo("15/restored");
    }

    private void edit(Integer port) throws IOException {
        ConfigurationPlace place = new ConfigurationPlace(Path.of("/source"), null, data, 15, null, null);
        new ConfigurationEdit(place, main).apply(List.of(included), port);
    }
}
