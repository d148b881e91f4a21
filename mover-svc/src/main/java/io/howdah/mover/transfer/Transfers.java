package io.howdah.mover.transfer;

import io.howdah.mover.job.RunningJobs;
import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.fence.Fences;
import io.howdah.openapi.mover.model.Problem;
import io.howdah.openapi.mover.model.Transfer;
import io.howdah.openapi.mover.model.TransferSpec;
import io.howdah.openapi.mover.model.TransferState;
import io.howdah.openapi.problem.ProblemException;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * The transfers of this mover. What came stays until the transfer is deleted, and the next attempt goes on behind it.
 */
@Service
class Transfers {

    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

    private final TransferRows rows;
    private final TransferProperties properties;
    private final Fences fences;
    private final RunningJobs<TransferRun> running;

    /** What an earlier process of this service left is settled before the first request. */
    Transfers(TransferRows rows, TransferProperties properties, Fences fences) {
        this.rows = rows;
        this.properties = properties;
        this.fences = fences;
        this.running = new RunningJobs<>("transfer", "TRANSFER_NOT_STOPPED", properties.readTimeout());
        rows.findByState(TransferState.RUNNING).forEach(row -> {
            LOG.warn("transfer {} was interrupted", row.id());
            row.failed(ProblemModels.of(TransferProblems.interrupted(row.id())), 0);
            rows.save(row);
        });
    }

    List<Problem> problems(String directory) {
        try {
            target(directory).requireUsable();
            return List.of();
        } catch (ProblemException e) {
            return List.of(ProblemModels.of(e));
        } catch (IOException e) {
            return List.of(ProblemModels.of(TransferProblems.of("check", e)));
        }
    }

    Transfer get(String id) {
        return view(row(id));
    }

    synchronized Transfer put(String id, TransferSpec spec) {
        fences.pass("transfer " + id);
        TransferSpec kept = new TransferSpec(spec.getSource(), spec.getDump(), spec.getDirectory());
        target(spec.getDirectory());
        Optional<TransferRow> known = rows.findById(id);
        TransferRow row = known.orElseGet(() -> new TransferRow(id, kept));
        if (!row.spec().equals(kept)) {
            throw ProblemException.conflict(
                    "TRANSFER_DIFFERS",
                    "transfer " + id + " exists with other settings",
                    "delete it first, or choose another id");
        }
        if (known.isPresent() && row.state() != TransferState.FAILED) {
            return view(row);
        }
        row.again();
        TransferRow saved = rows.save(row);
        start(saved, Objects.requireNonNullElse(spec.getToken(), ""));
        return view(saved);
    }

    void delete(String id, boolean keepFiles) {
        cancel(id);
        running.awaitEnd(id);
        rows.findById(id).ifPresent(row -> {
            if (!keepFiles || row.state() != TransferState.COMPLETED) {
                try {
                    row.directory().remove(row.entries(), row.made());
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot remove what transfer " + id + " wrote", e);
                }
            }
            rows.delete(row);
            LOG.info("transfer {} is gone", id);
        });
    }

    /** A directory that was delivered, as a tar. */
    InputStream archive(String id, String part) {
        TransferRow row = row(id);
        if (row.state() != TransferState.COMPLETED || !row.entries().contains(part)) {
            throw ProblemException.notFound(
                    "TRANSFER_PART_NOT_FOUND",
                    "transfer " + id + ", which is " + row.state() + ", has no " + part,
                    "wait until it is COMPLETED");
        }
        Path directory = row.directory().path().resolve(part);
        try {
            return TarStream.of(directory, part);
        } catch (IOException e) {
            throw new ProblemException(
                    HttpStatus.GONE,
                    "DUMP_GONE",
                    directory + " cannot be read: " + e,
                    "somebody has moved or removed it; export again",
                    e);
        }
    }

    @PreDestroy
    void stop() {
        running.endAll(TransferRun::cancel);
    }

    /** Not while a PUT is between its row and its thread. */
    private synchronized void cancel(String id) {
        fences.pass("transfer " + id);
        running.find(id).ifPresent(TransferRun::cancel);
    }

    private void start(TransferRow row, String token) {
        String id = row.id();
        TransferSpec spec = row.spec();
        DumpSource source = new DumpSource(spec.getSource(), spec.getDump(), token, properties);
        TransferRun run = new TransferRun(
                id,
                spec,
                row.directory(),
                row.entries(),
                source,
                properties,
                (entries, makes, bytes) -> change(id, now -> now.claims(entries, makes, bytes)));
        running.start(id, run, Thread.ofVirtual().name("transfer-" + id)::start, () -> conclude(id, run));
    }

    private void conclude(String id, TransferRun run) {
        try {
            run.run();
            change(id, TransferRow::completed);
            LOG.info("transfer {} completed, {} bytes received", id, run.bytesReceived());
        } catch (CancellationException e) {
            LOG.info("transfer {} was stopped", id);
            fail(id, run, TransferProblems.interrupted(id));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(id, run, TransferProblems.interrupted(id));
        } catch (IOException | RuntimeException e) {
            LOG.warn("transfer {} failed after {} bytes", id, run.bytesReceived(), e);
            fail(id, run, TransferProblems.of(id, e));
        }
    }

    private void fail(String id, TransferRun run, ProblemException problem) {
        change(id, row -> row.failed(ProblemModels.of(problem), run.bytesDone()));
    }

    private void change(String id, Consumer<TransferRow> change) {
        rows.findById(id).ifPresent(row -> {
            change.accept(row);
            rows.save(row);
        });
    }

    private Transfer view(TransferRow row) {
        Transfer view = new Transfer(row.id(), row.state(), row.bytesDone())
                .bytesTotal(row.bytesTotal())
                .error(row.problem());
        if (row.state() == TransferState.RUNNING) {
            running.find(row.id())
                    .ifPresent(run -> view.bytesDone(run.bytesDone()).bytesReceived(run.bytesReceived()));
        }
        return view;
    }

    private TransferRow row(String id) {
        return rows.findById(id)
                .orElseThrow(() -> ProblemException.notFound(
                        "TRANSFER_NOT_FOUND", "there is no transfer " + id, "start one with PUT"));
    }

    private static TargetDirectory target(String directory) {
        try {
            return new TargetDirectory(Path.of(directory));
        } catch (InvalidPathException e) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST, "INVALID_VALUE", "field directory is not a path", "give one from /");
        }
    }
}
