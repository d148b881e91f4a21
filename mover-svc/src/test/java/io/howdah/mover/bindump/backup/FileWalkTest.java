package io.howdah.mover.bindump.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWalkTest {

    private static final String VERSION = "PG_15_202209061";

    @TempDir
    private Path root;

    @Test
    void takesWhatBelongsToTheBackup() throws Exception {
        Path data = root.resolve("data");
        Path outside = root.resolve("outside");
        for (String file : List.of(
                "PG_VERSION",
                "postmaster.pid",
                "postmaster.opts",
                "backup_label",
                "postgresql.auto.conf",
                "postgresql.auto.conf.tmp",
                "global/1262",
                "global/pg_control",
                "global/pg_internal.init.7",
                "base/1/1259",
                "base/1/1259_fsm",
                "base/1/1259.1",
                "base/1/t3_100",
                "base/1/t3_100_fsm",
                "base/1/200",
                "base/1/200_init",
                "base/1/200_fsm",
                "base/1/200.1",
                "base/1/2001",
                "base/1/pg_filenode.map",
                "base/pgsql_tmp/pgsql_tmp1.0",
                "base/1/pgsql_tmp2.1",
                "pg_wal/000000010000000000000001",
                "pg_wal/archive_status/x.done",
                "pg_replslot/a/state",
                "pg_stat_tmp/x.stat",
                "pg_xact/0000",
                "pg_tblspc/77/" + VERSION + "/5/300",
                "pg_tblspc/77/" + VERSION + "/5/400_init",
                "pg_tblspc/77/" + VERSION + "/5/400")) {
            touch(data.resolve(file));
        }
        touch(outside.resolve(VERSION + "/5/500"));
        touch(outside.resolve("PG_14_202107181/5/600"));
        Files.createSymbolicLink(data.resolve("pg_tblspc/88"), outside);
        touch(root.resolve("elsewhere.conf"));
        Files.createSymbolicLink(data.resolve("linked.conf"), root.resolve("elsewhere.conf"));
        Files.createSymbolicLink(data.resolve("dangling.conf"), root.resolve("nowhere.conf"));
        Files.createSymbolicLink(data.resolve("loop"), data);
        List<Tablespace> tablespaces = List.of(
                new Tablespace(77, "inside", "pg_tblspc/77", true),
                new Tablespace(88, "outside", outside.toString(), false));

        List<SourceFile> files = FileWalk.list(new Layout(data, tablespaces, VERSION));

        assertThat(files.stream().filter(file -> !file.directory()))
                .extracting(SourceFile::path)
                .containsExactlyInAnyOrder(
                        "data/PG_VERSION",
                        "data/postgresql.auto.conf",
                        "data/linked.conf",
                        "data/global/1262",
                        "data/base/1/1259",
                        "data/base/1/1259_fsm",
                        "data/base/1/1259.1",
                        "data/base/1/200_init",
                        "data/base/1/2001",
                        "data/base/1/pg_filenode.map",
                        "data/pg_xact/0000",
                        "data/pg_tblspc/77/" + VERSION + "/5/300",
                        "data/pg_tblspc/77/" + VERSION + "/5/400_init",
                        "tablespaces/88/" + VERSION + "/5/500");
        assertThat(files.stream().filter(SourceFile::directory))
                .extracting(SourceFile::path)
                .contains(
                        "data",
                        "data/pg_wal",
                        "data/pg_wal/archive_status",
                        "data/pg_replslot",
                        "data/pg_stat_tmp",
                        "data/pg_tblspc",
                        "data/pg_tblspc/77",
                        "tablespaces/88")
                .doesNotContain("data/pg_replslot/a", "data/pg_tblspc/88", "data/base/pgsql_tmp");
        assertThat(files.stream().filter(SourceFile::relation))
                .extracting(SourceFile::name)
                .containsExactlyInAnyOrder(
                        "1262", "1259", "1259_fsm", "1259.1", "200_init", "2001", "300", "400_init", "500");
    }

    @Test
    void missesATablespaceThatIsGone() throws IOException {
        touch(root.resolve("data/PG_VERSION"));
        Layout layout =
                new Layout(root.resolve("data"), List.of(new Tablespace(5, "gone", root + "/gone", false)), VERSION);
        assertThatThrownBy(() -> FileWalk.list(layout)).isInstanceOf(NoSuchFileException.class);
    }

    private static void touch(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x");
    }
}
