package io.howdah.mover.transfer;

import io.howdah.mover.state.JsonConverter;
import io.howdah.mover.state.ProblemConverter;
import io.howdah.openapi.mover.model.Problem;
import io.howdah.openapi.mover.model.TransferSpec;
import io.howdah.openapi.mover.model.TransferState;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** A transfer. RUNNING is true only while this service runs it; what is left of it at a start was interrupted. */
@Entity
@Table(name = "transfer")
class TransferRow {

    @Id
    private String id;

    @Column
    @Convert(converter = SpecConverter.class)
    private TransferSpec spec;

    @Column
    @Enumerated(EnumType.STRING)
    private TransferState state;

    /** Whether the directory was made for it. */
    @Column
    private boolean made;

    /** What it puts into the directory; empty as long as it has put nothing there. */
    @Column
    @Convert(converter = EntriesConverter.class)
    private List<String> entries = List.of();

    @Column
    private long bytesDone;

    @Column
    private long bytesTotal;

    @Column
    @Convert(converter = ProblemConverter.class)
    private @Nullable Problem problem;

    @Converter
    static final class SpecConverter extends JsonConverter<TransferSpec> {
        SpecConverter() {
            super(new TypeReference<>() {});
        }
    }

    @Converter
    static final class EntriesConverter extends JsonConverter<List<String>> {
        EntriesConverter() {
            super(new TypeReference<>() {});
        }
    }

    /** For JPA. */
    protected TransferRow() {}

    /** @param spec without the token */
    TransferRow(String id, TransferSpec spec) {
        this.id = id;
        this.spec = spec;
        this.state = TransferState.RUNNING;
    }

    String id() {
        return id;
    }

    TransferSpec spec() {
        return spec;
    }

    TargetDirectory directory() {
        return new TargetDirectory(Path.of(spec.getDirectory()));
    }

    TransferState state() {
        return state;
    }

    boolean made() {
        return made;
    }

    List<String> entries() {
        return entries;
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

    void again() {
        state = TransferState.RUNNING;
        problem = null;
    }

    void claims(List<String> names, boolean makes, long bytes) {
        entries = List.copyOf(names);
        made = makes;
        bytesTotal = bytes;
    }

    void completed() {
        state = TransferState.COMPLETED;
        bytesDone = bytesTotal;
        problem = null;
    }

    void failed(Problem why, long bytes) {
        state = TransferState.FAILED;
        bytesDone = bytes;
        problem = why;
    }
}
