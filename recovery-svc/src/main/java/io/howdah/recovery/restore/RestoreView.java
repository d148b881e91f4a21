package io.howdah.recovery.restore;

import io.howdah.openapi.howdah.model.Connection;
import io.howdah.openapi.howdah.model.Restore;
import io.howdah.recovery.time.Utc;
import org.jspecify.annotations.Nullable;

/** Shows a restore as the public API does. */
final class RestoreView {

    private RestoreView() {}

    static Restore of(RestoreRow row) {
        Restore restore = new Restore(
                row.getId(),
                row.state(),
                row.sessionId(),
                row.backupId(),
                row.cluster(),
                row.host(),
                row.dataDirectory(),
                row.action());
        restore.setTarget(row.target().toApi());
        restore.setOsUser(row.osUser() != null ? row.osUser() : row.requestedOsUser());
        restore.setConfigFile(row.configFile());
        restore.setConnection(connection(row));
        restore.setReachedLsn(row.reachedLsn());
        restore.setCreatedAt(Utc.of(row.createdAt()));
        restore.setRestoredAt(Utc.ofNullable(row.restoredAt()));
        restore.setTimings(row.timings());
        var error = row.error();
        if (error != null) {
            restore.setError(error.toApi());
        }
        return restore;
    }

    private static @Nullable Connection connection(RestoreRow row) {
        String host = row.connectionHost();
        Integer port = row.connectionPort();
        String socketDirectory = row.connectionSocketDirectory();
        return host == null || port == null || socketDirectory == null
                ? null
                : new Connection(host, port, socketDirectory);
    }
}
