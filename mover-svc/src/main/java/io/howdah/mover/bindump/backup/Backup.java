package io.howdah.mover.bindump.backup;

import io.howdah.mover.bindump.command.Command;
import io.howdah.mover.bindump.wire.Cancellation;
import io.howdah.mover.bindump.wire.FrontendLostException;
import io.howdah.mover.bindump.wire.MessageWriter;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import io.howdah.mover.cluster.ClusterConnections;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backup from start_backup to stop_backup, or to whatever ends it before. Thread-safe: its workers run at the same
 * time.
 */
public final class Backup {

    private static final Logger LOG = LoggerFactory.getLogger(Backup.class);

    private final Owner owner;
    private final Command.StartBackup command;
    private final ClusterSession session;
    private final ClusterFacts facts;
    private final String startLsn;
    private final Layout layout;
    private final WorkQueue queue;
    private final Consumer<Backup> whenOver;
    private final Set<Cancellation> workers = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable PgError> over = new AtomicReference<>();

    private Backup(
            Owner owner,
            Command.StartBackup command,
            ClusterSession session,
            ClusterFacts facts,
            String startLsn,
            Layout layout,
            WorkQueue queue,
            Consumer<Backup> whenOver) {
        this.owner = owner;
        this.command = command;
        this.session = session;
        this.facts = facts;
        this.startLsn = startLsn;
        this.layout = layout;
        this.queue = queue;
        this.whenOver = whenOver;
    }

    static Backup start(
            Owner owner,
            Command.StartBackup command,
            ClusterConnections connections,
            Cancellation cancellation,
            Consumer<Backup> whenOver)
            throws PgError {
        ClusterSession session = ClusterSession.open(connections, owner.cluster());
        try {
            String slot = "howdah_bindump_"
                    + Long.toString(ThreadLocalRandom.current().nextLong(1L << 60), 36);
            String startLsn = session.start(slot, command.label(), cancellation);
            ClusterFacts facts = session.ask(
                    "reading its facts",
                    c -> ClusterFacts.read(c, owner.cluster().dataDirectory()));
            Layout layout = new Layout(owner.cluster().dataDirectory(), facts.tablespaces(), facts.versionDirectory());
            WorkQueue queue = new WorkQueue(FileWalk.list(layout));
            cancellation.check();
            LOG.info("backup \"{}\" started at {}, slot {}", command.label(), startLsn, slot);
            return new Backup(owner, command, session, facts, startLsn, layout, queue, whenOver);
        } catch (PgError e) {
            session.close();
            cancellation.check(); // the frontend learns of its own cancel rather than of what that led to
            throw e;
        } catch (IOException e) {
            session.close();
            throw unreadable(e);
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    Owner owner() {
        return owner;
    }

    /** Whether it was stopped or aborted. */
    public boolean isOver() {
        return over.get() != null;
    }

    /** start_lsn, start_tli, min_xid, min_multixact, tablespace_list, database_list. */
    public List<@Nullable String> startRow() {
        return StartRow.of(startLsn, facts, layout, queue);
    }

    /** Copies as one of its workers, as a CopyOut. When it fails after it has begun, the backup is aborted. */
    public void copyFiles(Command.CopyFiles copy, MessageWriter writer, Cancellation cancellation)
            throws IOException, PgError {
        requireRunning();
        queue.join(copy.worker());
        guarded(cancellation, () -> {
            requireCluster();
            CopyStream stream = new CopyStream(
                    copy.worker(),
                    copy.compression(),
                    copy.transfer().over(command.transfer()),
                    copy.verifyChecksums() && facts.dataChecksums() ? Lsn.parse(startLsn) : null,
                    writer,
                    cancellation);
            long corrupt = stream.run(queue, layout);
            requireRunning();
            if (corrupt > 0) {
                writer.warning(PgError.of(SqlState.DATA_CORRUPTED, corrupt + " page(s) failed their checksum")
                        .hint("The ends of their files in the stream name them; see also the log of mover-svc."));
            }
        });
    }

    /** Ends backup mode and sends what the backup still needs, as a CopyOut. */
    public void stop(Command.StopBackup stop, MessageWriter writer, Cancellation cancellation)
            throws IOException, PgError {
        requireRunning();
        queue.requireComplete();
        List<Path> externals = Externals.choose(stop.externals(), session, layout.dataDirectory(), owner.account());
        guarded(cancellation, () -> {
            ClusterSession.Stopped stopped = session.stop(!stop.stream(), cancellation);
            new StopStream(facts, startLsn, stopped, layout.dataDirectory(), externals)
                    .send(stop, stop.transfer().over(command.transfer()), writer, cancellation);
        });
        LOG.info("backup \"{}\" stopped", command.label());
        end(PgError.of(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "the backup has been stopped"));
    }

    /** Ends it before its time: workers fail, backup mode and slot go. Harmless when it is over. */
    public void abort(PgError reason) {
        if (end(reason)) {
            LOG.warn(
                    "backup \"{}\" of cluster {} aborted: {}",
                    command.label(),
                    owner.cluster().name(),
                    reason.message());
        }
    }

    void abortIfClusterIsGone() {
        if (!isOver() && !session.isAlive()) {
            abort(clusterGone());
        }
    }

    private boolean end(PgError reason) {
        if (!over.compareAndSet(null, reason)) {
            return false;
        }
        workers.forEach(worker -> worker.cancel(aborted(reason)));
        session.close();
        whenOver.accept(this);
        return true;
    }

    private interface Work {
        void run() throws IOException, PgError;
    }

    private void guarded(Cancellation cancellation, Work work) throws IOException, PgError {
        workers.add(cancellation);
        PgError failure;
        try {
            work.run();
            return;
        } catch (PgError e) {
            failure = e;
        } catch (FrontendLostException e) {
            abort(Cancellation.byDisconnection());
            throw e;
        } catch (IOException e) {
            failure = unreadable(e);
        } catch (RuntimeException | Error e) {
            abort(PgError.of(SqlState.INTERNAL_ERROR, e.toString()));
            throw e;
        } finally {
            workers.remove(cancellation);
        }
        abort(failure);
        cancellation.check(); // the frontend learns of its own cancel rather than of what that led to
        throw failure;
    }

    private void requireRunning() throws PgError {
        PgError reason = over.get();
        if (reason != null) {
            throw aborted(reason);
        }
    }

    private void requireCluster() throws PgError {
        if (!session.isAlive()) {
            throw clusterGone();
        }
    }

    private PgError clusterGone() {
        return PgError.of(
                        SqlState.CANNOT_CONNECT_NOW,
                        "cluster \"" + owner.cluster().name() + "\" has gone down")
                .hint("A backup cannot outlive the server: start it and take the backup anew.");
    }

    private static PgError aborted(PgError reason) {
        return PgError.of(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "the backup was aborted")
                .detail(reason.message())
                .hint("Start it anew.");
    }

    private static PgError unreadable(IOException e) {
        return PgError.of(SqlState.IO_ERROR, "could not read a file of the cluster: " + e.getMessage())
                .hint("See the log of mover-svc and the health of the file system.")
                .causedBy(e);
    }
}
