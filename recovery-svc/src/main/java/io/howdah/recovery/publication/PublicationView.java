package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.Connection;
import io.howdah.openapi.howdah.model.Publication;
import io.howdah.openapi.howdah.model.RecoveryTarget;
import io.howdah.openapi.howdah.model.WriteCache;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Shows a publication as the public API does. */
final class PublicationView {

    private PublicationView() {}

    /** @param writeCacheBytes allocated by now, or null for what is known from before */
    static Publication of(PublicationRow row, @Nullable Long writeCacheBytes) {
        Publication publication =
                new Publication(row.getId(), row.state(), row.sessionId(), row.backupId(), row.cluster(), row.host());
        publication.setTarget(new RecoveryTarget(row.target()).inclusive(null));
        publication.setOsUser(row.osUser() != null ? row.osUser() : row.requestedOsUser());
        publication.setConnection(connection(row));
        publication.setMountPoint(row.mountPoint());
        publication.setDataDirectory(row.dataDirectory());
        publication.setWriteCache(writeCache(row, writeCacheBytes));
        publication.setReachedLsn(row.reachedLsn());
        publication.setWarnings(row.warnings());
        publication.setCreatedAt(row.createdAt().atOffset(ZoneOffset.UTC));
        publication.setPublishedAt(utc(row.publishedAt()));
        publication.setTimings(row.timings());
        var error = row.error();
        if (error != null) {
            publication.setError(error.toApi());
        }
        return publication;
    }

    private static @Nullable Connection connection(PublicationRow row) {
        String host = row.connectionHost();
        Integer port = row.connectionPort();
        String socketDirectory = row.connectionSocketDirectory();
        return host == null || port == null || socketDirectory == null
                ? null
                : new Connection(host, port, socketDirectory);
    }

    private static @Nullable WriteCache writeCache(PublicationRow row, @Nullable Long now) {
        String path = row.writeCachePath();
        Long bytes = now != null ? now : row.writeCacheBytes();
        return path == null || bytes == null ? null : new WriteCache(path, bytes);
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
