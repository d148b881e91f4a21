package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** postgresql.conf and pg_hba.conf, read and rewritten where a mount has put them. */
class ConfigurationTest {

    private static final Path ETC = Path.of("etc/postgresql/15/main");

    @TempDir
    private Path mount;

    private Path data;
    private Path externals;

    @BeforeEach
    void directories() throws IOException {
        data = Files.createDirectories(mount.resolve("data"));
        externals = Files.createDirectories(mount.resolve("externals"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "port = 5432            | port        | 5432",
                "  Port 5432 # why      | port        | 5432",
                "port=5432              | port        | 5432",
                "work_mem = '4MB'       | work_mem    | 4MB",
                "a.b = 'it''s'          | a.b         | it's",
                "a.b = 'x\\'y\\\\z\\041' | a.b        | x'y\\z!",
                "s = 'a # b' # c        | s           | a # b",
                "include_dir 'conf.d'   | include_dir | conf.d",
                "include = 'a.conf'     | include     | a.conf"
            })
    void readsLinesAsPostgresqlDoes(String line, String name, String value) {
        assertThat(ConfigurationLine.parse(line)).contains(new ConfigurationLine(name, value));
    }

    @ParameterizedTest
    @CsvSource({"# port = 1", "''", "port =", "= 1", "port = 'open"})
    void leavesOtherLinesAlone(String line) {
        assertThat(ConfigurationLine.parse(line)).isEmpty();
    }

    @Test
    void theLastSettingCountsAndAlterSystemBeatsAll() throws IOException {
        write(data.resolve("postgresql.conf"), "a = 1\nb = 1\ninclude 'more.conf'\nb = 3\nc = 1\n");
        write(data.resolve("more.conf"), "a = 2\nb = 2\n");
        write(data.resolve("postgresql.auto.conf"), "c = 9\n");
        ServerConfiguration configuration = read();
        assertThat(configuration.setting("a")).contains("2");
        assertThat(configuration.setting("b")).contains("3");
        assertThat(configuration.setting("c")).contains("9");
        assertThat(configuration.file()).isEqualTo(data.resolve("postgresql.conf"));
    }

    @Test
    void aFileOutsideIsTheOneInUse() throws IOException {
        Path etc = externals.resolve(ETC);
        write(data.resolve("postgresql.conf"), "a = leftover\n");
        write(
                etc.resolve("postgresql.conf"),
                "data_directory = '/var/lib/x'\na = 1\ninclude_dir = 'conf.d'\n"
                        + "include '/etc/postgresql/15/main/b.conf'\ninclude '/var/lib/x/inside.conf'\n");
        write(etc.resolve("conf.d/1.conf"), "c = 1\n");
        write(etc.resolve("conf.d/.hidden.conf"), "c = 2\n");
        write(etc.resolve("conf.d/z.txt"), "c = 3\n");
        write(etc.resolve("conf.d/deeper/9.conf"), "c = 4\n");
        write(etc.resolve("b.conf"), "b = 1\n");
        write(data.resolve("inside.conf"), "i = 1\n");
        ServerConfiguration configuration = read();
        assertThat(configuration.setting("a")).contains("1");
        assertThat(configuration.setting("b")).contains("1");
        assertThat(configuration.setting("c")).contains("1");
        assertThat(configuration.setting("i")).contains("1");
    }

    @Test
    void anIncludeOfItselfEnds() throws IOException {
        write(data.resolve("postgresql.conf"), "a = 1\ninclude 'postgresql.conf'\n");
        assertThat(read().setting("a")).contains("1");
    }

    @Test
    void includesAreRewrittenToWhereTheFilesAreOnceAndForAll() throws IOException {
        Path etc = externals.resolve(ETC);
        Path conf = etc.resolve("postgresql.conf");
        write(
                conf,
                "include '/etc/postgresql/15/main/b.conf' # b\ninclude 'b.conf'\ninclude_dir '/etc/gone.d'\n"
                        + "include_if_exists '/etc/maybe.conf'\ninclude 'lost.conf'\nport = 1\nLC_time = xx\n");
        write(etc.resolve("b.conf"), "b = 1\n");
        List<String> warnings = rewrite();
        assertThat(Files.readString(conf))
                .isEqualTo("include '" + etc.resolve("b.conf") + "'  # was /etc/postgresql/15/main/b.conf\n"
                        + "include 'b.conf'\n# include_dir '/etc/gone.d'\n"
                        + "# include_if_exists '/etc/maybe.conf'\n# include 'lost.conf'\nport = 1\n# LC_time = xx\n");
        assertThat(warnings).hasSize(2).anyMatch(w -> w.contains("/etc/gone.d")).anyMatch(w -> w.contains("lost.conf"));
        String once = Files.readString(conf);
        assertThat(rewrite()).isEmpty();
        assertThat(Files.readString(conf)).isEqualTo(once);
    }

    @Test
    void rulesOfTheBackupFollowOurs() throws IOException {
        write(data.resolve("postgresql.conf"), "");
        write(data.resolve("pg_hba.conf"), "host all @users,b 10.0.0.0/8 scram-sha-256\nhost @/abs all ::1/128 md5\n");
        String before16 = rules(15);
        assertThat(before16.lines().filter(l -> !l.startsWith("#")))
                .containsExactly(
                        "local all all trust",
                        "local replication all trust",
                        "host all @" + data.resolve("users") + ",b 10.0.0.0/8 scram-sha-256",
                        "host @/abs all ::1/128 md5");
        assertThat(rules(16))
                .endsWith("include \"" + data.resolve("pg_hba.conf") + "\"\n")
                .doesNotContain("10.0.0.0");
    }

    @Test
    void rulesOutsideAreFound() throws IOException {
        Path etc = externals.resolve(ETC);
        write(etc.resolve("postgresql.conf"), "hba_file = '/etc/postgresql/15/main/pg_hba.conf'\n");
        write(etc.resolve("pg_hba.conf"), "host all all 10.0.0.0/8 md5\n");
        assertThat(rules(15)).contains("10.0.0.0/8");
    }

    @Test
    void withoutAnyFileOnlyTheSocketIsOpen() {
        assertThat(read().file()).isNull();
        assertThat(rules(17).lines().filter(l -> !l.startsWith("#"))).hasSize(2);
    }

    private String rules(int major) {
        return ClientAuthentication.rules(major, read(), files());
    }

    private List<String> rewrite() {
        return ConfigurationRewriter.rewrite(read(), files(), Set.of("lc_time"));
    }

    private ServerConfiguration read() {
        return ServerConfiguration.read(files());
    }

    private ConfigurationFiles files() {
        return new ConfigurationFiles(data, externals);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
