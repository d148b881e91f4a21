package io.howdah.mover.instance;

import io.howdah.mover.host.PostgresInstallation;
import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.mover.model.RecoveryTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** The files of an instance, inside its data directory and outside of it, and the settings it starts with. */
@Component
class InstanceFiles {

    private static final int MEMORY_PART = 4;

    private final InstanceProperties properties;
    private final Locales locales = Locales.ofHost();

    InstanceFiles(InstanceProperties properties) {
        this.properties = properties;
    }

    /**
     * @param settings arguments for {@code postgres -c}
     * @param warnings what the user should know
     * @param expectedWal what recovery has to replay at least; null when it need not, or there is none
     */
    record Prepared(
            List<String> settings,
            List<String> warnings,
            @Nullable ExpectedWal expectedWal) {}

    /** Makes what the start needs. Done again, it comes to the same. */
    Prepared prepare(String id, InstanceSpec spec, int port, PostgresInstallation installation) {
        Path data = Path.of(spec.getDataDirectory());
        boolean recovering = markForRecovery(data);
        ConfigurationFiles files = new ConfigurationFiles(data, path(spec.getExternalsDirectory()));
        ServerConfiguration configuration = ServerConfiguration.read(files);
        InstanceDirectory directory = directory(id);
        directory.create(ClientAuthentication.rules(spec.getMajor(), configuration, files));
        ControlData control = ControlData.read(installation, data);
        PublishedSettings settings = new PublishedSettings(configuration)
                .place(id, data, directory, listenAddresses(spec), port)
                .isolate()
                .recover(recovery(spec, recovering), data)
                .fit(control, sharedBuffersLimit())
                .keepInPlaceTablespaces(data)
                .withoutUnreadableKeys(data)
                .withoutMissingLocales(locales);
        List<String> warnings =
                new ArrayList<>(ConfigurationRewriter.rewrite(configuration, files, settings.impossible()));
        if (configuration.file() == null) {
            warnings.add("the backup has no postgresql.conf: PostgreSQL's defaults are in force");
        }
        warnings.addAll(settings.warnings());
        boolean toTheEnd = spec.getTarget() != null && spec.getTarget().getType() == RecoveryTarget.TypeEnum.LATEST;
        return new Prepared(
                settings.arguments(spec.getMajor()),
                warnings,
                recovering && toTheEnd ? ExpectedWal.in(path(spec.getWalDirectory()), control.walSegmentSize()) : null);
    }

    private static List<SettingOverride> recovery(InstanceSpec spec, boolean recovering) {
        List<SettingOverride> settings = new ArrayList<>(RecoverySettings.of(spec.getTarget(), spec.getWalDirectory()));
        if (recovering && !RecoverySettings.isImmediate(spec.getTarget())) {
            settings.addAll(RecoverySettings.legible());
        }
        return settings;
    }

    InstanceDirectory directory(String id) {
        return InstanceDirectory.of(properties.socketRoot(), id);
    }

    Path log(String id) {
        return properties.logDirectory().toAbsolutePath().resolve(id + ".log");
    }

    /** Removes everything that is not in the data directory, which goes with its mount. */
    void remove(String id) {
        directory(id).remove();
        try {
            Files.deleteIfExists(log(id));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the log of instance " + id, e);
        }
    }

    /**
     * A backup_label is there until the first recovery has begun, and recovery.signal until it is over.
     *
     * @return whether there is something to recover, or a later start goes on with what was recovered
     */
    private static boolean markForRecovery(Path data) {
        try {
            // of a backup taken from a standby; it would have the instance follow a primary
            Files.deleteIfExists(data.resolve("standby.signal"));
            Path signal = data.resolve("recovery.signal");
            if (Files.exists(data.resolve("backup_label")) && !Files.exists(signal)) {
                Files.createFile(signal);
            }
            return Files.exists(signal);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare recovery in " + data, e);
        }
    }

    private String listenAddresses(InstanceSpec spec) {
        return Boolean.TRUE.equals(spec.getSocketOnly()) ? "" : properties.listenAddress();
    }

    private DataSize sharedBuffersLimit() {
        DataSize configured = properties.maxSharedBuffers();
        return configured != null
                ? configured
                : DataSize.ofBytes(Memory.ofHost().toBytes() / MEMORY_PART);
    }

    private static @Nullable Path path(@Nullable String path) {
        return path == null ? null : Path.of(path);
    }
}
