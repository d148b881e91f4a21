package io.howdah.mover.backup;

import io.howdah.mover.state.JsonConverter;
import io.howdah.mover.state.ProblemConverter;
import io.howdah.openapi.mover.model.BackupJobSpec;
import io.howdah.openapi.mover.model.BackupJobState;
import io.howdah.openapi.mover.model.Problem;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** A job. RUNNING is true only while this service runs it; what is left of it at a start has been interrupted. */
@Entity
@Table(name = "backup_job")
class BackupJobRow {

    @Id
    private String id;

    @Column
    private String cluster;

    @Column
    @Convert(converter = SpecConverter.class)
    private BackupJobSpec spec;

    @Column
    @Enumerated(EnumType.STRING)
    private BackupJobState state;

    @Column
    private long bytesDone;

    @Column
    private long bytesTotal;

    @Column
    @Convert(converter = ProblemConverter.class)
    private @Nullable Problem problem;

    @Converter
    static final class SpecConverter extends JsonConverter<BackupJobSpec> {
        SpecConverter() {
            super(new TypeReference<>() {});
        }
    }

    /** For JPA. */
    protected BackupJobRow() {}

    /** @param spec without a password */
    BackupJobRow(String id, BackupJobSpec spec) {
        this.id = id;
        this.cluster = spec.getCluster();
        this.spec = spec;
        this.state = BackupJobState.RUNNING;
    }

    String id() {
        return id;
    }

    String cluster() {
        return cluster;
    }

    BackupJobSpec spec() {
        return spec;
    }

    BackupJobState state() {
        return state;
    }

    long bytesDone() {
        return bytesDone;
    }

    long bytesTotal() {
        return bytesTotal;
    }

    @Nullable Problem problem() {
        return problem;
    }

    void completed(long bytes) {
        state = BackupJobState.COMPLETED;
        bytesDone = bytes;
        bytesTotal = bytes;
        problem = null;
    }

    void failed(Problem why) {
        state = BackupJobState.FAILED;
        problem = why;
    }
}
