package io.howdah.recovery.export;

import io.howdah.openapi.export.DatabaseSelection;
import io.howdah.openapi.howdah.model.CompressionAlgorithm;
import io.howdah.openapi.howdah.model.ExportSource;
import io.howdah.openapi.howdah.model.ExportState;
import io.howdah.openapi.howdah.model.RecoveryTarget;
import io.howdah.openapi.mover.model.Compression;
import io.howdah.openapi.mover.model.Dump;
import io.howdah.openapi.mover.model.DumpPart;
import io.howdah.openapi.mover.model.DumpSpec;
import io.howdah.recovery.problem.StoredProblem;
import io.howdah.recovery.session.SessionSnapshot;
import io.howdah.recovery.state.InsertedRow;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** An export. Its id names all that agents make for it: mount, instance, dump and transfer. */
@Entity
@Table(name = "exports")
class ExportRow extends InsertedRow<String> {

    @Id
    private String id;

    @Column(name = "state")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private ExportState state = ExportState.RUNNING;

    @Column(name = "session_id")
    private String sessionId;

    @Column(name = "source_backup")
    private @Nullable String sourceBackup;

    @Column(name = "source_cluster")
    private @Nullable String sourceCluster;

    @Column(name = "source_target")
    @Convert(converter = TargetConverter.class)
    private @Nullable RecoveryTarget sourceTarget;

    @Column(name = "source_publication")
    private @Nullable String sourcePublication;

    /** The publication while it must stay as it is. */
    @Column(name = "used_publication")
    private @Nullable String usedPublication;

    @Column(name = "cluster")
    private String cluster;

    @Column(name = "host")
    private String host;

    @Column(name = "target_host")
    private String targetHost;

    @Column(name = "target_directory")
    private String targetDirectory;

    @Column(name = "databases")
    @Convert(converter = Selections.class)
    private List<DatabaseSelection> databases;

    @Column(name = "jobs")
    private @Nullable Integer jobs;

    @Column(name = "compression_algorithm")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private @Nullable CompressionAlgorithm compressionAlgorithm;

    @Column(name = "compression_level")
    private @Nullable Integer compressionLevel;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "export_dumps", joinColumns = @JoinColumn(name = "export_id"))
    @OrderColumn(name = "position")
    @BatchSize(size = 100)
    private List<ExportDumpRow> dumps = new ArrayList<>();

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "completed_at")
    private @Nullable Instant completedAt;

    @Embedded
    private @Nullable StoredProblem error;

    @SuppressWarnings("NullAway.Init")
    protected ExportRow() {}

    ExportRow(String id, String sessionId, ExportOrder order, Instant received) {
        this.id = id;
        this.sessionId = sessionId;
        this.sourceBackup = order.source().getBackupId();
        this.sourceCluster = order.source().getCluster();
        this.sourceTarget = order.source().getTarget();
        this.sourcePublication = order.source().getPublicationId();
        this.usedPublication = sourcePublication;
        this.cluster = order.cluster();
        this.host = order.host();
        this.targetHost = order.targetHost();
        this.targetDirectory = order.directory();
        this.databases = order.databases();
        this.jobs = order.jobs();
        if (order.compression() != null) {
            this.compressionAlgorithm = order.compression().getAlgorithm();
            this.compressionLevel = order.compression().getLevel();
        }
        this.createdAt = received;
    }

    /** Follows its session. */
    void follow(SessionSnapshot session) {
        state = switch (session.state()) {
            case QUEUED, RUNNING, WAITING_FOR_RETRY, CANCELING -> ExportState.RUNNING;
            case SUCCEEDED -> ExportState.COMPLETED;
            case FAILED -> ExportState.FAILED;
            case CANCELED -> ExportState.CANCELED;
        };
        error = session.error();
        if (session.isOver()) {
            usedPublication = null;
            if (session.undoing()) {
                dumps.clear();
            }
        }
    }

    void use(String publication) {
        usedPublication = publication;
    }

    void release() {
        usedPublication = null;
    }

    void select(List<ExportDumpRow> selected) {
        dumps.clear();
        dumps.addAll(selected);
    }

    /** Takes over how far the dump is. */
    void follow(Dump dump) {
        for (ExportDumpRow row : dumps) {
            if (row.directory().equals(dump.getRunning())) {
                row.dumping();
            }
            for (DumpPart part : dump.getParts()) {
                if (part.getDirectory().equals(row.directory())) {
                    row.dumped(part.getBytes(), part.getFiles());
                }
            }
        }
    }

    void delivered() {
        dumps.forEach(ExportDumpRow::delivered);
    }

    void completed(Instant now) {
        completedAt = now;
    }

    /** Whether a backup is opened for it, and not a publication dumped that is there anyway. */
    boolean opensBackup() {
        return sourcePublication == null;
    }

    /** The instance that is dumped. */
    String instance() {
        return sourcePublication == null ? id : sourcePublication;
    }

    /** @param user a role of the instance */
    DumpSpec dumpSpec(String user) {
        DumpSpec spec = new DumpSpec(
                instance(), user, dumps.stream().map(ExportDumpRow::spec).toList());
        spec.setJobs(jobs);
        if (compressionAlgorithm != null) {
            spec.setCompression(new Compression(
                    Compression.AlgorithmEnum.fromValue(compressionAlgorithm.getValue()),
                    compressionLevel == null ? 1 : compressionLevel));
        }
        return spec;
    }

    ExportSource source() {
        return new ExportSource()
                .backupId(sourceBackup)
                .cluster(sourceCluster)
                .target(sourceTarget)
                .publicationId(sourcePublication);
    }

    @Override
    public String getId() {
        return id;
    }

    ExportState state() {
        return state;
    }

    String sessionId() {
        return sessionId;
    }

    @Nullable String sourcePublication() {
        return sourcePublication;
    }

    String cluster() {
        return cluster;
    }

    String host() {
        return host;
    }

    String targetHost() {
        return targetHost;
    }

    String targetDirectory() {
        return targetDirectory;
    }

    List<DatabaseSelection> databases() {
        return databases;
    }

    List<ExportDumpRow> dumps() {
        return dumps;
    }

    Instant createdAt() {
        return createdAt;
    }

    @Nullable Instant completedAt() {
        return completedAt;
    }

    @Nullable StoredProblem error() {
        return error;
    }
}
