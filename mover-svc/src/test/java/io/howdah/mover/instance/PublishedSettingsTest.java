package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.mover.Programs;
import io.howdah.openapi.mover.model.RecoveryTarget;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class PublishedSettingsTest {

    private static final DataSize LIMIT = DataSize.ofGigabytes(1);

    @TempDir
    private Path data;

    @Test
    void whatTheSourceHadLowerThanItsControlFileIsRaised() throws IOException {
        List<String> settings = new PublishedSettings(
                        configuration("max_connections = 50\nmax_worker_processes = 99\n"))
                .fit(
                        control(Map.of(
                                "max_connections", "200", "max_worker_processes", "8", "max_prepared_xacts", "7")),
                        LIMIT)
                .arguments(15);
        assertThat(settings).containsExactlyInAnyOrder("max_connections=200", "max_prepared_transactions=7");
    }

    @Test
    void whatThisHostHasNotIsReducedWithAWarning() throws IOException {
        Path readable = Files.createFile(data.resolve("here.crt"));
        PublishedSettings settings = new PublishedSettings(configuration("shared_buffers = 64GB\nhuge_pages = on\n"
                        + "ssl = on\nssl_cert_file = '" + readable + "'\nlc_time = 'xx_XX.UTF-8'\nlc_messages = 'C'\n"
                        + "io_method = io_uring\n"))
                .fit(control(Map.of()), LIMIT)
                .withoutUnreadableKeys(data)
                .withoutMissingLocales(new Locales(() -> Set.of("C", "de_DE.utf8")));
        assertThat(settings.arguments(18))
                .containsExactlyInAnyOrder(
                        "huge_pages=try", "io_method=worker", "shared_buffers=1048576kB", "ssl=off", "lc_time=C");
        assertThat(settings.warnings()).hasSize(3).anyMatch(w -> w.contains("server.key") && !w.contains("here.crt"));
    }

    @Test
    void whatFitsIsLeftAsItIs() throws IOException {
        PublishedSettings settings = new PublishedSettings(configuration("shared_buffers = 16384\nhuge_pages = off\n"))
                .fit(control(Map.of("max_connections", "100")), LIMIT)
                .withoutUnreadableKeys(data)
                .withoutMissingLocales(new Locales(Set::of));
        assertThat(settings.arguments(15)).isEmpty();
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void eachMajorGetsOnlyWhatItKnows() throws IOException {
        PublishedSettings settings =
                new PublishedSettings(configuration("")).isolate().recover(List.of(), data);
        assertThat(names(settings, 13))
                .contains("promote_trigger_file")
                .doesNotContain("archive_library", "recovery_init_sync_method");
        assertThat(names(settings, 15))
                .contains("archive_library", "recovery_init_sync_method", "promote_trigger_file");
        assertThat(names(settings, 16)).doesNotContain("promote_trigger_file", "sync_replication_slots");
        assertThat(names(settings, 17)).contains("sync_replication_slots", "synchronized_standby_slots");
    }

    /** Asks the real one: a name that it does not know would keep every instance from starting. */
    @Test
    void theInstalledServerKnowsThemAll() throws IOException {
        PublishedSettings settings = all();
        Set<String> known = Programs.postgres("postgres", "--describe-config")
                .lines()
                .map(line -> line.split("\t")[0])
                .collect(Collectors.toSet());
        // not listed: they cannot stand in a configuration file
        Set<String> unlisted = Set.of("config_file", "data_directory", "hba_file", "ident_file", "external_pid_file");
        assertThat(names(settings, 15)).allMatch(name -> known.contains(name) || unlisted.contains(name));
    }

    @Test
    void recoveryTargetsAreClearedBeforeOneIsSet() {
        List<String> immediate = recovery(null);
        assertThat(immediate).endsWith("recovery_target=immediate").contains("recovery_target_timeline=current");
        assertThat(immediate.indexOf("recovery_target_lsn=")).isBetween(0, immediate.size() - 2);

        RecoveryTarget lsn = new RecoveryTarget(RecoveryTarget.TypeEnum.LSN)
                .value("0/5000000")
                .inclusive(false);
        assertThat(recovery(lsn))
                .endsWith("recovery_target_lsn=0/5000000")
                .contains("recovery_target_inclusive=off", "recovery_target_timeline=latest");
        assertThat(recovery(new RecoveryTarget(RecoveryTarget.TypeEnum.LATEST).timeline("3")))
                .contains("recovery_target=", "recovery_target_timeline=3")
                .doesNotContain("recovery_target=immediate");
        assertThatThrownBy(() -> recovery(new RecoveryTarget(RecoveryTarget.TypeEnum.TIME)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("TIME");
    }

    private PublishedSettings all() throws IOException {
        return new PublishedSettings(
                        configuration("huge_pages = on\nshared_buffers = 64GB\nssl = on\nlc_time = 'xx'\n"))
                .place("id", data, InstanceDirectory.of(Path.of("/tmp"), "id"), "127.0.0.1", 5432)
                .isolate()
                .recover(RecoverySettings.of(null, "/wal"), data)
                .fit(
                        control(Map.of(
                                "max_connections",
                                "1000",
                                "max_worker_processes",
                                "1000",
                                "max_wal_senders",
                                "1000",
                                "max_prepared_xacts",
                                "1000",
                                "max_locks_per_xact",
                                "1000")),
                        LIMIT)
                .withoutUnreadableKeys(data)
                .withoutMissingLocales(new Locales(() -> Set.of("C")));
    }

    private static List<String> names(PublishedSettings settings, int major) {
        return settings.arguments(major).stream()
                .map(argument -> argument.substring(0, argument.indexOf('=')))
                .toList();
    }

    private static List<String> recovery(RecoveryTarget target) {
        return RecoverySettings.of(target, "/wal").stream()
                .map(SettingOverride::argument)
                .toList();
    }

    private ServerConfiguration configuration(String text) throws IOException {
        Files.writeString(data.resolve("postgresql.conf"), text);
        return ServerConfiguration.read(new ConfigurationFiles(data, null));
    }

    private static ControlData control(Map<String, String> settings) {
        return ControlData.parse(settings.entrySet().stream()
                .map(s -> s.getKey() + " setting:   " + s.getValue())
                .collect(Collectors.joining("\n")));
    }
}
