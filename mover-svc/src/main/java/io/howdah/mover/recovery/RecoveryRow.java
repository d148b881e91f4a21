package io.howdah.mover.recovery;

import io.howdah.mover.state.JsonConverter;
import io.howdah.mover.state.ProblemConverter;
import io.howdah.openapi.mover.model.Problem;
import io.howdah.openapi.mover.model.RecoverySpec;
import io.howdah.openapi.mover.model.RecoveryState;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** A recovery. RUNNING is true only while this service runs it; what is left of it at a start has been interrupted. */
@Entity
@Table(name = "recovery")
class RecoveryRow {

    @Id
    private String id;

    @Column
    @Convert(converter = SpecConverter.class)
    private RecoverySpec spec;

    @Column
    @Enumerated(EnumType.STRING)
    private RecoveryState state;

    @Column
    private @Nullable String reachedLsn;

    @Column
    @Convert(converter = TimingsConverter.class)
    private Map<String, Long> timings = Map.of();

    @Column
    @Convert(converter = ProblemConverter.class)
    private @Nullable Problem problem;

    @Converter
    static final class SpecConverter extends JsonConverter<RecoverySpec> {
        SpecConverter() {
            super(new TypeReference<>() {});
        }
    }

    @Converter
    static final class TimingsConverter extends JsonConverter<Map<String, Long>> {
        TimingsConverter() {
            super(new TypeReference<>() {});
        }
    }

    /** For JPA. */
    protected RecoveryRow() {}

    RecoveryRow(String id, RecoverySpec spec) {
        this.id = id;
        this.spec = spec;
        this.state = RecoveryState.RUNNING;
    }

    void runsAgain() {
        state = RecoveryState.RUNNING;
        problem = null;
    }

    void ended(RecoveryState how, @Nullable String lsn, Map<String, Long> measured) {
        state = how;
        reachedLsn = lsn;
        timings = Map.copyOf(measured);
        problem = null;
    }

    void promoted(@Nullable String lsn) {
        state = RecoveryState.PROMOTED;
        reachedLsn = lsn;
    }

    void failed(Problem why) {
        state = RecoveryState.FAILED;
        problem = why;
    }

    String id() {
        return id;
    }

    RecoverySpec spec() {
        return spec;
    }

    RecoveryState state() {
        return state;
    }

    @Nullable String reachedLsn() {
        return reachedLsn;
    }

    Map<String, Long> timings() {
        return timings;
    }

    @Nullable Problem problem() {
        return problem;
    }
}
