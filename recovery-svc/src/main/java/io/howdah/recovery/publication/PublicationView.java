package io.howdah.recovery.publication;

import io.howdah.openapi.howdah.model.Connection;
import io.howdah.openapi.howdah.model.Publication;
import io.howdah.openapi.howdah.model.WriteCache;
import io.howdah.recovery.time.Utc;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows a publication as the public API does. */
final class PublicationView {

    private PublicationView() {}

    static Publication of(PublicationRow row, PublicationSeen seen) {
        EditionRow edition = row.current();
        Publication publication = new Publication(
                row.getId(),
                Objects.requireNonNullElse(seen.state(), row.state()),
                row.sessionId(),
                edition.backupId(),
                row.cluster(),
                row.host());
        publication.setTarget(edition.target().toApi());
        publication.setOsUser(row.osUser() != null ? row.osUser() : row.requestedOsUser());
        publication.setConnection(connection(row));
        publication.setMountPoint(edition.mountPoint());
        publication.setDataDirectory(edition.dataDirectory());
        publication.setWriteCache(writeCache(edition, seen.writeCache()));
        publication.setReachedLsn(edition.reachedLsn());
        publication.setReachedTime(Utc.ofNullable(edition.reachedTime()));
        publication.setWarnings(edition.warnings());
        publication.setCreatedAt(Utc.of(row.createdAt()));
        publication.setPublishedAt(Utc.ofNullable(edition.publishedAt()));
        publication.setTimings(edition.timings());
        var error = seen.error() != null ? seen.error() : row.error();
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

    private static @Nullable WriteCache writeCache(
            EditionRow edition, io.howdah.openapi.mount.model.@Nullable WriteCache now) {
        String path = edition.writeCachePath();
        if (path == null) {
            return null;
        }
        if (now != null) {
            return new WriteCache(path, now.getBytes()).lastWriteAt(now.getLastWriteAt());
        }
        Long remembered = edition.writeCacheBytes();
        return remembered == null ? null : new WriteCache(path, remembered);
    }
}
