package io.howdah.recovery.backup;

import io.howdah.openapi.howdah.model.BackupRequest;
import io.howdah.openapi.howdah.model.BackupState;
import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.agent.Fence;
import io.howdah.recovery.agent.MoverAgent;
import io.howdah.recovery.cluster.Clusters;
import io.howdah.recovery.host.Hosts;
import io.howdah.recovery.id.TimeId;
import io.howdah.recovery.session.Sessions;
import io.howdah.recovery.state.State;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/** The backups there are; begins and deletes them. */
@Service
public class Backups {

    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

    private final BackupRepository rows;
    private final Clusters clusters;
    private final Hosts hosts;
    private final Sessions sessions;
    private final List<BackupUse> uses;
    private final State state;
    private final Clock clock;

    Backups(
            BackupRepository rows,
            Clusters clusters,
            Hosts hosts,
            Sessions sessions,
            List<BackupUse> uses,
            State state,
            Clock clock) {
        this.rows = rows;
        this.clusters = clusters;
        this.hosts = hosts;
        this.sessions = sessions;
        this.uses = uses;
        this.state = state;
        this.clock = clock;
    }

    /**
     * A complete backup, for those who open it.
     *
     * @param major of the PostgreSQL it was taken from
     * @param startLsn where recovery begins
     * @param stopLsn where it is consistent
     */
    public record Complete(
            String id, String cluster, int major, long timeline, String startLsn, String stopLsn, Instant stoppedAt) {}

    /** The backup of this id; 404 when there is none, 422 when it is not complete. */
    public Complete complete(String id) {
        return complete(row(id));
    }

    /** The newest complete backup of the cluster; 404 when there is no such cluster, 422 when it has none. */
    public Complete newest(String cluster) {
        clusters.require(cluster);
        return complete(state.read(
                        () -> rows.findFirstByClusterAndStateOrderByStoppedAtDescIdDesc(cluster, BackupState.COMPLETED))
                .orElseThrow(() -> ProblemException.unprocessable(
                        "NO_BACKUP",
                        "cluster " + cluster + " has no complete backup",
                        "take one by POST /api/v1/backups and wait until it is COMPLETED")));
    }

    /** The complete backups of the cluster, in no order. */
    public List<Complete> completeOf(String cluster) {
        return state.read(() -> rows.findByClusterAndState(cluster, BackupState.COMPLETED)).stream()
                .map(Backups::complete)
                .toList();
    }

    private static Complete complete(BackupRow row) {
        if (row.state() != BackupState.COMPLETED) {
            throw ProblemException.unprocessable(
                    "BACKUP_NOT_COMPLETED",
                    "backup " + row.getId() + " is " + row.state(),
                    "wait until it is COMPLETED, or choose another");
        }
        return new Complete(
                row.getId(),
                row.cluster(),
                Objects.requireNonNull(row.major()),
                Objects.requireNonNull(row.timeline()),
                Objects.requireNonNull(row.startLsn()),
                Objects.requireNonNull(row.stopLsn()),
                Objects.requireNonNull(row.stoppedAt()));
    }

    /** Begins a backup as part of the open transaction and returns its id. */
    String begin(BackupRequest request) {
        BackupOrder order = BackupOrder.of(request);
        Clusters.Registered cluster = clusters.require(request.getCluster());
        rows.findByRunningCluster(cluster.name()).ifPresent(running -> {
            throw running(cluster.name());
        });
        Instant now = clock.instant();
        BackupRow row = BackupRow.requested(TimeId.at(now), cluster.name(), cluster.host(), order, now);
        try {
            rows.saveAndFlush(row);
        } catch (DataIntegrityViolationException another) {
            throw running(cluster.name());
        }
        row.begin(sessions.begin(SessionKind.BACKUP, row.getId()));
        return row.getId();
    }

    /** Begins to read a complete backup back as part of the open transaction, and returns the session's id. */
    String verify(String id) {
        complete(id);
        sessions.unfinished(SessionKind.VERIFY, id).ifPresent(session -> {
            throw ProblemException.conflict(
                    "VERIFICATION_RUNNING",
                    "backup " + id + " is being verified by session " + session,
                    "wait for it, or cancel it");
        });
        return sessions.begin(SessionKind.VERIFY, id);
    }

    void delete(String id) {
        BackupRow row = row(id);
        if (row.state() == BackupState.RUNNING) {
            throw ProblemException.conflict(
                    "BACKUP_RUNNING",
                    "backup " + id + " is running",
                    "wait for it, or cancel its session " + row.sessionId());
        }
        List<String> users = new ArrayList<>();
        uses.forEach(use -> users.addAll(state.read(() -> use.usersOf(id))));
        state.read(() -> rows.findByParentId(id)).forEach(child -> users.add("backup " + child.getId()));
        if (!users.isEmpty()) {
            throw ProblemException.conflict(
                    "BACKUP_IN_USE",
                    "backup " + id + " is used by " + String.join(", ", users),
                    "end or delete these first");
        }
        Fence.within(Fence.LAST, () -> {
            removeContent(hosts.mover(row.host()), row.cluster(), id);
            return null;
        });
        state.change(() -> {
            rows.deleteById(id);
        });
        LOG.info("cluster {}: backup {} deleted", row.cluster(), id);
    }

    /** Removes job and content, whichever of them there are. */
    static void removeContent(MoverAgent mover, String cluster, String id) {
        mover.deleteJob(id);
        try {
            mover.deleteBackup(cluster, id);
        } catch (ProblemException e) {
            if (e.status() != HttpStatus.NOT_FOUND) {
                throw e;
            }
        }
    }

    BackupRow row(String id) {
        return state.read(() -> rows.findById(id)).orElseThrow(() -> unknown(id));
    }

    static ProblemException unknown(String id) {
        return ProblemException.notFound(
                "BACKUP_NOT_FOUND", "there is no backup " + id, "GET /api/v1/backups lists those there are");
    }

    static ProblemException running(String cluster) {
        return ProblemException.conflict(
                "BACKUP_RUNNING",
                "a backup of cluster " + cluster + " is running",
                "wait for it, or cancel its session");
    }
}
