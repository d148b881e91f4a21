package io.howdah.recovery.export;

import io.howdah.openapi.export.DatabaseSelection;
import io.howdah.openapi.howdah.model.Compression;
import io.howdah.openapi.howdah.model.ExportRequest;
import io.howdah.openapi.howdah.model.ExportSource;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.publication.PublicationSources;
import io.howdah.recovery.publication.PublicationSources.Published;
import io.howdah.recovery.target.Choice;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What is to be exported to where, with what the request left open filled in.
 *
 * @param cluster that it is a state of
 * @param databases empty for all
 */
record ExportOrder(
        ExportSource source,
        String cluster,
        List<DatabaseSelection> databases,
        String host,
        String targetHost,
        String directory,
        @Nullable Integer jobs,
        @Nullable Compression compression) {

    private static final String DEFAULT_HOST = "local";

    /** @param choice what is to be opened; null when a publication is to be dumped */
    static ExportOrder of(ExportRequest request, @Nullable Choice choice, PublicationSources publications) {
        ExportSource source = request.getSource();
        String directory = request.getTarget().getDirectory();
        if (!directory.startsWith("/") || directory.indexOf('\0') >= 0) {
            throw invalid("field target.directory is not an absolute path");
        }
        List<DatabaseSelection> databases = Objects.requireNonNullElse(request.getDatabases(), List.of());
        requireDistinct(databases);
        String cluster;
        String host = request.getHost();
        if (choice != null) {
            cluster = choice.cluster();
            host = Objects.requireNonNullElse(host, DEFAULT_HOST);
        } else {
            String publicationId = Objects.requireNonNull(source.getPublicationId());
            if (source.getBackupId() != null || source.getCluster() != null || source.getTarget() != null) {
                throw invalid("of a source, publicationId stands alone");
            }
            Published published = publications.lock(publicationId);
            if (host != null && !host.equals(published.host())) {
                throw invalid("publication " + publicationId + " runs on host " + published.host()
                        + ", and can be dumped nowhere else");
            }
            cluster = published.cluster();
            host = published.host();
        }
        return new ExportOrder(
                source,
                cluster,
                databases,
                host,
                Objects.requireNonNullElse(request.getTarget().getHost(), DEFAULT_HOST),
                directory,
                request.getJobs(),
                request.getCompression());
    }

    private static void requireDistinct(List<DatabaseSelection> databases) {
        Set<String> seen = new HashSet<>();
        for (DatabaseSelection database : databases) {
            if (!seen.add(database.name())) {
                throw invalid("database " + database.name() + " is named twice");
            }
        }
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(
                HttpStatus.BAD_REQUEST, "INVALID_VALUE", detail, "correct the value and send the request again");
    }
}
