package io.howdah.recovery.export;

import io.howdah.openapi.howdah.model.ExportRequest;
import io.howdah.openapi.howdah.model.ExportSource;
import io.howdah.openapi.howdah.model.ExportState;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.id.TimeId;
import io.howdah.recovery.publication.PrivatePublications;
import io.howdah.recovery.publication.PublicationSources;
import io.howdah.recovery.session.Sessions;
import io.howdah.recovery.state.State;
import io.howdah.recovery.target.Choice;
import io.howdah.recovery.target.Choices;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** The exports there are; begins, cancels and forgets them. */
@Service
class Exports {

    private static final Logger LOG = LoggerFactory.getLogger(Exports.class);

    private final ExportRepository rows;
    private final Choices choices;
    private final PublicationSources publications;
    private final PrivatePublications privately;
    private final Hosts hosts;
    private final Sessions sessions;
    private final State state;

    Exports(
            ExportRepository rows,
            Choices choices,
            PublicationSources publications,
            PrivatePublications privately,
            Hosts hosts,
            Sessions sessions,
            State state) {
        this.rows = rows;
        this.choices = choices;
        this.publications = publications;
        this.privately = privately;
        this.hosts = hosts;
        this.sessions = sessions;
        this.state = state;
    }

    /** What is to be opened for a request; empty when it is a publication that is there. Before any transaction. */
    Optional<Choice> choice(ExportRequest request) {
        ExportSource source = request.getSource();
        return source.getPublicationId() != null
                ? Optional.empty()
                : Optional.of(choices.of(source.getBackupId(), source.getCluster(), source.getTarget()));
    }

    /** Begins an export as part of the open transaction and returns its id. */
    String begin(ExportRequest request, @Nullable Choice choice, Instant received) {
        ExportOrder order = ExportOrder.of(request, choice, publications);
        hosts.require(order.host());
        hosts.require(order.targetHost());
        String id = TimeId.at(received);
        String session = sessions.begin(SessionKind.EXPORT, id);
        if (choice != null) {
            privately.prepare(id, choice, order.host(), session, received);
        }
        rows.save(new ExportRow(id, session, order, received));
        return id;
    }

    /**
     * Cancels an export that has not ended well, or forgets one of which nothing is to be done any more. What was
     * delivered stays.
     *
     * @return whether it is still there
     */
    boolean delete(String id) {
        ExportRow row = row(id);
        boolean canceled = state.change(() -> {
            sessions.lock(row.sessionId());
            ExportState now = rows.findById(id).orElseThrow(() -> unknown(id)).state();
            boolean atWork = now == ExportState.RUNNING || now == ExportState.FAILED;
            if (atWork) {
                sessions.cancel(row.sessionId());
            }
            return atWork;
        });
        if (!canceled) {
            forget(row(id));
        }
        return canceled;
    }

    private void forget(ExportRow row) {
        if (row.state() == ExportState.COMPLETED) {
            hosts.mover(row.targetHost()).deleteTransfer(row.getId(), true);
        }
        state.change(() -> {
            rows.deleteById(row.getId());
        });
        LOG.info("export {} is forgotten", row.getId());
    }

    /** A dump as a tar, to be closed by whoever reads it. */
    record Download(String name, InputStream content) {}

    /** @param database its name, or that of its directory */
    Download download(String id, String database) {
        ExportRow row = row(id);
        if (row.state() != ExportState.COMPLETED) {
            throw ProblemException.conflict(
                    "EXPORT_NOT_COMPLETED", "export " + id + " is " + row.state(), "wait until it is COMPLETED");
        }
        String directory = row.dumps().stream()
                .filter(dump -> dump.database().equals(database))
                .findFirst()
                .or(() -> row.dumps().stream()
                        .filter(dump -> dump.directory().equals(database))
                        .findFirst())
                .map(ExportDumpRow::directory)
                .orElseThrow(() -> ProblemException.notFound(
                        "EXPORT_DUMP_NOT_FOUND",
                        "export " + id + " has no dump of database " + database,
                        "its dumps name them; the last part of a path does, too"));
        return new Download(directory, hosts.mover(row.targetHost()).archive(id, directory));
    }

    ExportRow row(String id) {
        return state.read(() -> rows.findById(id)).orElseThrow(() -> unknown(id));
    }

    private static ProblemException unknown(String id) {
        return ProblemException.notFound(
                "EXPORT_NOT_FOUND", "there is no export " + id, "GET /api/v1/exports lists those there are");
    }
}
