package io.howdah.mover.dump;

import io.howdah.mover.state.JsonConverter;
import io.howdah.mover.state.ProblemConverter;
import io.howdah.openapi.mover.model.DumpPart;
import io.howdah.openapi.mover.model.DumpSpec;
import io.howdah.openapi.mover.model.DumpState;
import io.howdah.openapi.mover.model.Problem;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** A dump. RUNNING is true only while this service runs it; what is left of it at a start has been interrupted. */
@Entity
@Table(name = "dump")
class DumpRow {

    @Id
    private String id;

    @Column
    @Convert(converter = SpecConverter.class)
    private DumpSpec spec;

    @Column
    @Enumerated(EnumType.STRING)
    private DumpState state;

    @Column
    private @Nullable String path;

    /** Those that are done. */
    @Column
    @Convert(converter = PartsConverter.class)
    private List<DumpPart> parts = List.of();

    @Column
    private String token;

    @Column
    private long bytesDone;

    @Column
    private long bytesTotal;

    @Column
    @Convert(converter = ProblemConverter.class)
    private @Nullable Problem problem;

    @Converter
    static final class SpecConverter extends JsonConverter<DumpSpec> {
        SpecConverter() {
            super(new TypeReference<>() {});
        }
    }

    @Converter
    static final class PartsConverter extends JsonConverter<List<DumpPart>> {
        PartsConverter() {
            super(new TypeReference<>() {});
        }
    }

    /** For JPA. */
    protected DumpRow() {}

    DumpRow(String id, DumpSpec spec, String token) {
        this.id = id;
        this.spec = spec;
        this.token = token;
        this.state = DumpState.RUNNING;
    }

    String id() {
        return id;
    }

    DumpSpec spec() {
        return spec;
    }

    DumpState state() {
        return state;
    }

    /** Where it lies, or may lie; null before that is decided. */
    @Nullable Path path() {
        return path == null ? null : Path.of(path);
    }

    List<DumpPart> parts() {
        return parts;
    }

    String token() {
        return token;
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
        state = DumpState.RUNNING;
        problem = null;
    }

    void placed(Path at) {
        path = at.toString();
        parts = List.of();
    }

    void estimated(long bytes) {
        bytesTotal = bytes;
    }

    void done(DumpPart part) {
        List<DumpPart> more = new ArrayList<>(parts);
        more.removeIf(known -> known.getDirectory().equals(part.getDirectory()));
        more.add(part);
        parts = List.copyOf(more);
    }

    void completed() {
        state = DumpState.COMPLETED;
        bytesDone = parts.stream().mapToLong(DumpPart::getBytes).sum();
        bytesTotal = bytesDone;
        problem = null;
    }

    void failed(Problem why) {
        state = DumpState.FAILED;
        problem = why;
    }
}
