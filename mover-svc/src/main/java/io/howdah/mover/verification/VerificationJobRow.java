package io.howdah.mover.verification;

import io.howdah.mover.state.JsonConverter;
import io.howdah.mover.state.ProblemConverter;
import io.howdah.openapi.mover.model.Problem;
import io.howdah.openapi.mover.model.VerificationJobSpec;
import io.howdah.openapi.mover.model.VerificationJobState;
import io.howdah.repository.read.Verification.Damage;
import io.howdah.repository.read.Verification.Findings;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** A verification and what it has found by now, which the next attempt begins with. */
@Entity
@Table(name = "verification_job")
class VerificationJobRow {

    @Id
    private String id;

    @Column
    @Convert(converter = SpecConverter.class)
    private VerificationJobSpec spec;

    @Column
    @Enumerated(EnumType.STRING)
    private VerificationJobState state;

    @Column
    private int files;

    @Column
    private long bytesDone;

    @Column
    private long bytesTotal;

    @Column
    @Convert(converter = DamagesConverter.class)
    private List<Damage> damages;

    @Column
    @Convert(converter = ProblemConverter.class)
    private @Nullable Problem problem;

    @Converter
    static final class SpecConverter extends JsonConverter<VerificationJobSpec> {
        SpecConverter() {
            super(new TypeReference<>() {});
        }
    }

    @Converter
    static final class DamagesConverter extends JsonConverter<List<Damage>> {
        DamagesConverter() {
            super(new TypeReference<>() {});
        }
    }

    /** For JPA. */
    protected VerificationJobRow() {}

    VerificationJobRow(String id, VerificationJobSpec spec, long bytesTotal) {
        this.id = id;
        this.spec = spec;
        this.state = VerificationJobState.RUNNING;
        this.bytesTotal = bytesTotal;
        found(Findings.NONE);
    }

    void runsAgain() {
        state = VerificationJobState.RUNNING;
        problem = null;
    }

    void found(Findings findings) {
        files = findings.files();
        bytesDone = findings.bytes();
        damages = findings.damages();
    }

    void completed(Findings findings) {
        found(findings);
        state = VerificationJobState.COMPLETED;
    }

    void failed(Problem why) {
        state = VerificationJobState.FAILED;
        problem = why;
    }

    String id() {
        return id;
    }

    VerificationJobSpec spec() {
        return spec;
    }

    VerificationJobState state() {
        return state;
    }

    Findings findings() {
        return new Findings(files, bytesDone, damages);
    }

    long bytesTotal() {
        return bytesTotal;
    }

    @Nullable Problem problem() {
        return problem;
    }
}
