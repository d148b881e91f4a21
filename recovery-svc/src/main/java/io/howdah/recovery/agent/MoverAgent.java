package io.howdah.recovery.agent;

import io.howdah.openapi.mover.client.BackupJobsApi;
import io.howdah.openapi.mover.client.CopiesApi;
import io.howdah.openapi.mover.client.DumpsApi;
import io.howdah.openapi.mover.client.InstancesApi;
import io.howdah.openapi.mover.client.MoverClustersApi;
import io.howdah.openapi.mover.client.MoverHostApi;
import io.howdah.openapi.mover.client.RecoveriesApi;
import io.howdah.openapi.mover.client.RepositoryBackupsApi;
import io.howdah.openapi.mover.client.RepositoryWalApi;
import io.howdah.openapi.mover.client.TransfersApi;
import io.howdah.openapi.mover.client.VerificationJobsApi;
import io.howdah.openapi.mover.client.WalReceiversApi;
import io.howdah.openapi.mover.model.BackupJob;
import io.howdah.openapi.mover.model.BackupJobSpec;
import io.howdah.openapi.mover.model.Copy;
import io.howdah.openapi.mover.model.CopySpec;
import io.howdah.openapi.mover.model.Dump;
import io.howdah.openapi.mover.model.DumpSpec;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.openapi.mover.model.InstanceCheck;
import io.howdah.openapi.mover.model.InstanceCheckResult;
import io.howdah.openapi.mover.model.InstanceDatabase;
import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.mover.model.MoverCluster;
import io.howdah.openapi.mover.model.MoverClusterSpec;
import io.howdah.openapi.mover.model.MoverHost;
import io.howdah.openapi.mover.model.Recovery;
import io.howdah.openapi.mover.model.RecoverySpec;
import io.howdah.openapi.mover.model.RepositoryBackup;
import io.howdah.openapi.mover.model.RepositoryWal;
import io.howdah.openapi.mover.model.Transfer;
import io.howdah.openapi.mover.model.TransferCheck;
import io.howdah.openapi.mover.model.TransferCheckResult;
import io.howdah.openapi.mover.model.TransferSpec;
import io.howdah.openapi.mover.model.VerificationJob;
import io.howdah.openapi.mover.model.VerificationJobSpec;
import io.howdah.openapi.mover.model.WalReceiver;
import io.howdah.openapi.mover.model.WalReceiverSpec;
import java.io.InputStream;
import java.util.List;

/**
 * The mover-svc of one host. Calls throw {@link AgentUnavailable} for what may pass and
 * {@link io.howdah.openapi.problem.ProblemException} for what is final.
 */
public final class MoverAgent {

    private final AgentCalls calls;
    private final MoverHostApi hostProbe;
    private final MoverClustersApi clusters;
    private final MoverClustersApi clustersProbe;
    private final BackupJobsApi jobs;
    private final VerificationJobsApi verifications;
    private final RepositoryBackupsApi repository;
    private final RepositoryWalApi wal;
    private final WalReceiversApi receivers;
    private final WalReceiversApi receiversProbe;
    private final InstancesApi instances;
    private final InstancesApi instancesProbe;
    private final DumpsApi dumps;
    private final TransfersApi transfers;
    private final AgentDownload downloads;
    private final CopiesApi copies;
    private final RecoveriesApi recoveries;

    MoverAgent(AgentCalls calls, AgentClient work, AgentClient probe, AgentDownload downloads) {
        this.calls = calls;
        this.hostProbe = probe.of(MoverHostApi.class);
        this.clusters = work.of(MoverClustersApi.class);
        this.clustersProbe = probe.of(MoverClustersApi.class);
        this.jobs = work.of(BackupJobsApi.class);
        this.verifications = work.of(VerificationJobsApi.class);
        this.repository = work.of(RepositoryBackupsApi.class);
        this.wal = work.of(RepositoryWalApi.class);
        this.receivers = work.of(WalReceiversApi.class);
        this.receiversProbe = probe.of(WalReceiversApi.class);
        this.instances = work.of(InstancesApi.class);
        this.instancesProbe = probe.of(InstancesApi.class);
        this.dumps = work.of(DumpsApi.class);
        this.transfers = work.of(TransfersApi.class);
        this.downloads = downloads;
        this.copies = work.of(CopiesApi.class);
        this.recoveries = work.of(RecoveriesApi.class);
    }

    /** How the host is now, or an error soon. */
    public MoverHost probeHost() {
        return calls.probe(hostProbe::getMoverHost);
    }

    /** Registers or replaces the cluster, which must be running, and inspects it. */
    public MoverCluster register(String name, MoverClusterSpec spec) {
        return calls.call(() -> clusters.putMoverCluster(name, spec));
    }

    /** How the cluster is now, or an error soon. */
    public MoverCluster probeCluster(String name) {
        return calls.probe(() -> clustersProbe.getMoverCluster(name));
    }

    public void forget(String name) {
        calls.run(() -> clusters.deleteMoverCluster(name));
    }

    public BackupJob backUp(String id, BackupJobSpec spec) {
        return calls.call(() -> jobs.putBackupJob(id, spec));
    }

    public BackupJob job(String id) {
        return calls.call(() -> jobs.getBackupJob(id));
    }

    /** Returns when the job is stopped and, unless it had completed, what it stored is removed. */
    public void deleteJob(String id) {
        calls.run(() -> jobs.deleteBackupJob(id));
    }

    /** Reads the backup back, or goes on with that. */
    public VerificationJob verify(String id, VerificationJobSpec spec) {
        return calls.call(() -> verifications.putVerificationJob(id, spec));
    }

    public VerificationJob verification(String id) {
        return calls.call(() -> verifications.getVerificationJob(id));
    }

    /** Returns when the backup is no longer read. */
    public void deleteVerification(String id) {
        calls.run(() -> verifications.deleteVerificationJob(id));
    }

    /** The complete backups of the cluster, oldest first. */
    public List<RepositoryBackup> backups(String cluster) {
        return calls.call(() -> repository.listRepositoryBackups(cluster));
    }

    public void deleteBackup(String cluster, String id) {
        calls.run(() -> repository.deleteRepositoryBackup(cluster, id));
    }

    /** What the repository has of the cluster's WAL. */
    public RepositoryWal archivedWal(String cluster) {
        return calls.call(() -> wal.getRepositoryWal(cluster));
    }

    /** Returns when nothing of it is left. */
    public void deleteArchivedWal(String cluster) {
        calls.run(() -> wal.deleteRepositoryWal(cluster));
    }

    /** Makes a receiver, or answers how the one of this id is. */
    public WalReceiver receiveWal(String id, String cluster) {
        return calls.call(() -> receivers.putWalReceiver(id, new WalReceiverSpec(cluster)));
    }

    /** How the receiver is now, or an error soon. */
    public WalReceiver probeWalReceiver(String id) {
        return calls.probe(() -> receiversProbe.getWalReceiver(id));
    }

    /** Returns when no process, slot or file of the receiver is left. */
    public void stopReceivingWal(String id) {
        calls.run(() -> receivers.deleteWalReceiver(id));
    }

    public InstanceCheckResult check(InstanceCheck check) {
        return calls.call(() -> instances.checkInstance(check));
    }

    public Instance start(String id, InstanceSpec spec) {
        return calls.call(() -> instances.putInstance(id, spec));
    }

    public Instance instance(String id) {
        return calls.call(() -> instances.getInstance(id));
    }

    /** How the instance is now, or an error soon. */
    public Instance probeInstance(String id) {
        return calls.probe(() -> instancesProbe.getInstance(id));
    }

    /** Returns when no process, socket or file of the instance is left. */
    public void stop(String id) {
        calls.run(() -> instances.deleteInstance(id, false));
    }

    /** The same, but its port is given to no other instance until {@link #stop} is called. */
    public void stopForAnother(String id) {
        calls.run(() -> instances.deleteInstance(id, true));
    }

    /** @param user a role of the instance that may log in */
    public List<InstanceDatabase> databases(String instance, String user) {
        return calls.call(() -> dumps.listInstanceDatabases(instance, user));
    }

    public Dump dump(String id, DumpSpec spec) {
        return calls.call(() -> dumps.putDump(id, spec));
    }

    public Dump dump(String id) {
        return calls.call(() -> dumps.getDump(id));
    }

    /** Returns when no process and no file of the dump is left. */
    public void deleteDump(String id) {
        calls.run(() -> dumps.deleteDump(id));
    }

    /** Whether a dump could be put into that directory. */
    public TransferCheckResult check(TransferCheck check) {
        return calls.call(() -> transfers.checkTransfer(check));
    }

    public Transfer transfer(String id, TransferSpec spec) {
        return calls.call(() -> transfers.putTransfer(id, spec));
    }

    public Transfer transfer(String id) {
        return calls.call(() -> transfers.getTransfer(id));
    }

    /** Returns when the transfer is stopped and what it wrote is removed, unless that is complete and to be kept. */
    public void deleteTransfer(String id, boolean keepFiles) {
        calls.run(() -> transfers.deleteTransfer(id, keepFiles));
    }

    /** A directory of a completed transfer as a tar, to be closed by whoever reads it. */
    public InputStream archive(String transfer, String part) {
        return downloads.open("/transfers/" + transfer + "/archive?part=" + part);
    }

    public Copy copy(String id, CopySpec spec) {
        return calls.call(() -> copies.putCopy(id, spec));
    }

    public Copy copied(String id) {
        return calls.call(() -> copies.getCopy(id));
    }

    /** Returns when what was set aside is gone or, unless the copy is kept, when the copy is gone and that is back. */
    public void deleteCopy(String id, boolean keep) {
        calls.run(() -> copies.deleteCopy(id, keep));
    }

    public Recovery recover(String id, RecoverySpec spec) {
        return calls.call(() -> recoveries.putRecovery(id, spec));
    }

    public Recovery recovery(String id) {
        return calls.call(() -> recoveries.getRecovery(id));
    }

    /** Returns when the server is writable. */
    public Recovery promote(String id) {
        return calls.call(() -> recoveries.promoteRecovery(id));
    }

    /** Returns when no process of the server is left, or leaves it as it is. */
    public void deleteRecovery(String id, boolean keep) {
        calls.run(() -> recoveries.deleteRecovery(id, keep));
    }
}
