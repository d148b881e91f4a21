package io.howdah.mover.instance;

import static io.howdah.mover.instance.SettingOverride.always;
import static io.howdah.mover.instance.SettingOverride.since;
import static io.howdah.mover.instance.SettingOverride.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.util.unit.DataSize;

/** Every setting that differs between the source and its publication, and why. */
final class PublishedSettings {

    /** What recovery must not find lower than the source had it, and PostgreSQL's own defaults. */
    private static final Map<String, Integer> FROM_CONTROL_FILE = Map.of(
            "max_connections", 100,
            "max_worker_processes", 8,
            "max_wal_senders", 10,
            "max_prepared_transactions", 0,
            "max_locks_per_transaction", 64);

    /** pg_controldata abbreviates these two. */
    private static final Map<String, String> IN_CONTROL_FILE = Map.of(
            "max_prepared_transactions", "max_prepared_xacts", "max_locks_per_transaction", "max_locks_per_xact");

    private final ServerConfiguration configuration;
    private final List<SettingOverride> settings = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Set<String> impossible = new HashSet<>();

    PublishedSettings(ServerConfiguration configuration) {
        this.configuration = configuration;
    }

    /** In the order in which PostgreSQL must read them. */
    List<String> arguments(int major) {
        return settings.stream()
                .filter(s -> s.knownTo(major))
                .map(SettingOverride::argument)
                .toList();
    }

    List<String> warnings() {
        return warnings;
    }

    PublishedSettings place(String id, Path data, InstanceDirectory directory, String listenAddresses, int port) {
        add(always("data_directory", data.toString(), "Debian's postgresql.conf names the source's"));
        add(always("config_file", directory.configFile(configuration).toString(), "it may lie outside"));
        add(always("hba_file", directory.hbaFile().toString(), "the backup's rules, and ours for the socket"));
        add(always(
                "ident_file",
                configuration.located("ident_file", "pg_ident.conf").orElse(data.resolve("pg_ident.conf")) + "",
                "it may lie outside, and this host's own must not be read"));
        add(always(
                "external_pid_file",
                directory.pidFile().toString(),
                "the configured path belongs to the source or to a cluster of this host"));
        add(until(14, "stats_temp_directory", "pg_stat_tmp", "Debian sets one that is the source's"));
        add(always("cluster_name", id, "says in ps whose processes they are"));
        add(always("port", Integer.toString(port), "the source's is taken by the source"));
        add(always("listen_addresses", listenAddresses, "loopback unless configured; none for what we alone use"));
        add(always("unix_socket_directories", directory.path().toString(), "only the instance's user may enter it"));
        add(always("unix_socket_group", "", "the group may not exist here, and the directory guards it"));
        add(always("bonjour", "off", "nobody is to find it by chance"));
        return this;
    }

    PublishedSettings isolate() {
        add(always("archive_mode", "off", "it must never write into the source's archive"));
        add(always("archive_command", "", "likewise"));
        add(since(15, "archive_library", "", "likewise"));
        add(always("archive_cleanup_command", "", "it would clean the source's archive"));
        add(always("recovery_end_command", "", "it is about the source"));
        add(always("primary_conninfo", "", "it must not follow the source's primary"));
        add(always("primary_slot_name", "", "likewise"));
        add(until(15, "promote_trigger_file", "", "the file belongs to the source"));
        add(since(17, "sync_replication_slots", "off", "it would connect to the source's primary"));
        add(always("synchronous_standby_names", "", "commits would wait for the source's standbys"));
        add(since(17, "synchronized_standby_slots", "", "logical decoding would wait for them"));
        add(always(
                "max_logical_replication_workers",
                "0",
                "its subscriptions would take the changes that the source's publishers hold for the source"));
        add(always("logging_collector", "off", "the source's log files must not be touched"));
        add(always("log_destination", "stderr", "the mover collects it"));
        return this;
    }

    PublishedSettings recover(List<SettingOverride> recovery, Path data) {
        recovery.forEach(this::add);
        add(always(
                "hot_standby",
                "off",
                "nobody shall see a state before the target; postmaster.pid then says ready once"));
        add(since(
                14,
                "recovery_init_sync_method",
                InitialSync.method(data),
                "one call for the write cache, in place of one for each file, where that is enough"));
        return this;
    }

    /** Recovery takes a tablespace that is a plain directory for the remains of a dropped one, and panics. */
    PublishedSettings keepInPlaceTablespaces(Path data) {
        try (Stream<Path> tablespaces = Files.list(data.resolve("pg_tblspc"))) {
            if (tablespaces.anyMatch(tablespace -> Files.isDirectory(tablespace, LinkOption.NOFOLLOW_LINKS))) {
                add(always("allow_in_place_tablespaces", "on", "the source has some"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the tablespaces of " + data, e);
        }
        return this;
    }

    PublishedSettings fit(ControlData control, DataSize sharedBuffersLimit) {
        FROM_CONTROL_FILE.forEach((name, absent) -> control.setting(IN_CONTROL_FILE.getOrDefault(name, name))
                .filter(needed -> needed > configured(name, absent))
                .ifPresent(needed ->
                        add(always(name, needed.toString(), "recovery wants what the source had in pg_control"))));
        if (configuration.on("huge_pages", false)) {
            add(always("huge_pages", "try", "this host may have none reserved"));
        }
        if (configuration.setting("io_method").filter("io_uring"::equals).isPresent()) {
            add(since(18, "io_method", "worker", "this host may not allow io_uring"));
            impossible.add("io_method");
        }
        Memory.parse(configuration.setting("shared_buffers").orElse("128MB"))
                .filter(size -> size.compareTo(sharedBuffersLimit) > 0)
                .ifPresent(size -> {
                    add(always("shared_buffers", sharedBuffersLimit.toKilobytes() + "kB", "this host has less memory"));
                    warnings.add("shared_buffers is " + sharedBuffersLimit.toMegabytes() + " MB here instead of "
                            + size.toMegabytes() + " MB: howdah.mover.instance.max-shared-buffers limits it");
                });
        return this;
    }

    /** Keys stay on the source: an instance without them speaks plain text instead of not starting. */
    PublishedSettings withoutUnreadableKeys(Path data) {
        if (configuration.on("ssl", false)) {
            List<String> unreadable = List.of("ssl_cert_file", "ssl_key_file", "ssl_ca_file", "ssl_crl_file").stream()
                    .flatMap(name -> keyFile(name).stream())
                    .filter(file -> !Files.isReadable(data.resolve(file)))
                    .toList();
            if (!unreadable.isEmpty()) {
                add(always("ssl", "off", "its files are not readable here"));
                warnings.add("ssl is off: not readable here: " + String.join(", ", unreadable));
            }
        }
        return this;
    }

    /** Those whose value PostgreSQL would refuse here; they are to be taken out of the files as well. */
    Set<String> impossible() {
        return impossible;
    }

    /** @param available the locales of this host */
    PublishedSettings withoutMissingLocales(Locales available) {
        for (String name : List.of("lc_messages", "lc_monetary", "lc_numeric", "lc_time")) {
            Optional<String> locale = configuration.setting(name).filter(value -> !available.has(value));
            locale.ifPresent(value -> {
                add(always(name, "C", "this host has no locale " + value));
                impossible.add(name);
                warnings.add(name + " is C: this host has no locale " + value
                        + ", and databases that sort by it cannot be opened");
            });
        }
        return this;
    }

    private Optional<String> keyFile(String name) {
        String absent = switch (name) {
            case "ssl_cert_file" -> "server.crt";
            case "ssl_key_file" -> "server.key";
            default -> "";
        };
        return Optional.of(configuration.setting(name).orElse(absent)).filter(file -> !file.isEmpty());
    }

    private int configured(String name, int absent) {
        return configuration
                .setting(name)
                .filter(value -> value.matches("\\d{1,9}"))
                .map(Integer::valueOf)
                .orElse(absent);
    }

    private void add(SettingOverride setting) {
        settings.add(setting);
    }
}
