package io.howdah.mover.instance;

import static io.howdah.mover.instance.SettingOverride.always;
import static io.howdah.mover.instance.SettingOverride.since;

import io.howdah.openapi.mover.model.RecoveryTarget;
import io.howdah.openapi.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** How far recovery goes, and where it finds the WAL (PostgreSQL manual, 20.5.5 and 20.5.6). */
final class RecoverySettings {

    private static final Map<RecoveryTarget.TypeEnum, String> NAMED = Map.of(
            RecoveryTarget.TypeEnum.TIME, "recovery_target_time",
            RecoveryTarget.TypeEnum.LSN, "recovery_target_lsn",
            RecoveryTarget.TypeEnum.XID, "recovery_target_xid",
            RecoveryTarget.TypeEnum.NAME, "recovery_target_name");

    private RecoverySettings() {}

    static List<SettingOverride> of(@Nullable RecoveryTarget target, @Nullable String walDirectory) {
        RecoveryTarget.TypeEnum type = target == null ? RecoveryTarget.TypeEnum.IMMEDIATE : target.getType();
        List<SettingOverride> settings = new ArrayList<>();
        settings.add(always(
                "restore_command",
                RestoreCommand.of(walDirectory),
                "the WAL of the backup, and all that is archived, from the mount"));
        settings.add(always("recovery_target_action", "promote", "a publication is writable"));
        settings.add(always("recovery_min_apply_delay", "0", "the source may have been a delayed standby"));
        // The empty ones come first: PostgreSQL refuses to clear a target once another one is set.
        String why = "the source's own target, if it was recovered once, does not count";
        settings.add(always("recovery_target", "", why));
        NAMED.values().stream().sorted().forEach(name -> settings.add(always(name, "", why)));
        settings.add(always(
                "recovery_target_inclusive",
                target != null && Boolean.FALSE.equals(target.getInclusive()) ? "off" : "on",
                "as asked for"));
        settings.add(always("recovery_target_timeline", timeline(type, target), "as asked for"));
        if (type == RecoveryTarget.TypeEnum.IMMEDIATE) {
            settings.add(since(15, "recovery_prefetch", "off", "it would ask for WAL that the backup does not need"));
            settings.add(always("recovery_target", "immediate", "the state of the backup's end"));
        } else if (type != RecoveryTarget.TypeEnum.LATEST && target != null) {
            settings.add(always(String.valueOf(NAMED.get(type)), value(target), "as asked for"));
        }
        return settings;
    }

    /** How the log becomes one that {@link RecoveryLog} can read, until the instance is started again. */
    static List<SettingOverride> legible() {
        return List.of(
                always("lc_messages", "C", "what is said about recovery is understood in English only"),
                always("log_min_messages", "warning", "how far recovery has come must be said at all"),
                always("log_error_verbosity", "default", "a message in a line"));
    }

    static boolean isImmediate(@Nullable RecoveryTarget target) {
        return target == null || target.getType() == RecoveryTarget.TypeEnum.IMMEDIATE;
    }

    /** The end of the backup is on its own timeline, and to look for later ones costs a command each. */
    private static String timeline(RecoveryTarget.TypeEnum type, @Nullable RecoveryTarget target) {
        if (target != null && target.getTimeline() != null) {
            return target.getTimeline();
        }
        return type == RecoveryTarget.TypeEnum.IMMEDIATE ? "current" : "latest";
    }

    private static String value(RecoveryTarget target) {
        String value = target.getValue();
        if (value == null || value.isBlank()) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_VALUE",
                    "recovery target " + target.getType() + " has no value",
                    "say in target.value how far to recover");
        }
        return value;
    }
}
