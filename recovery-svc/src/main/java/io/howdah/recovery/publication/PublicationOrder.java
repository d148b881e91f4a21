package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.PublicationRequest;
import io.howdah.recovery.backup.Backups;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be published where, with what the request left open filled in.
 *
 * @param port null for a free one
 * @param osUser null for the one that mover-svc runs as
 */
record PublicationOrder(
        Choice choice,
        String host,
        @Nullable Integer port,
        @Nullable String osUser) {

    private static final String DEFAULT_HOST = "local";

    static PublicationOrder of(PublicationRequest request, Backups backups) {
        return new PublicationOrder(
                choice(request, backups),
                Objects.requireNonNullElse(request.getHost(), DEFAULT_HOST),
                request.getPort(),
                request.getOsUser());
    }

    private static Choice choice(PublicationRequest request, Backups backups) {
        String backupId = request.getBackupId();
        String cluster = request.getCluster();
        if (backupId != null && cluster == null) {
            return Choice.ofBackup(backupId, request.getTarget(), backups);
        }
        if (cluster != null && backupId == null) {
            return Choice.ofCluster(cluster, request.getTarget(), backups);
        }
        throw Choice.invalid("either backupId or cluster must be there, and not both");
    }
}
