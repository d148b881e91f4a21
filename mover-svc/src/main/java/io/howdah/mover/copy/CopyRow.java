package io.howdah.mover.copy;

import io.howdah.mover.state.JsonConverter;
import io.howdah.mover.state.ProblemConverter;
import io.howdah.openapi.mover.model.CopySpec;
import io.howdah.openapi.mover.model.CopyState;
import io.howdah.openapi.mover.model.Problem;
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

/**
 * A copy. The row is written, with every place that the copy fills, before any of them is touched: whatever ends
 * meanwhile, they can be filled on or emptied again.
 */
@Entity
@Table(name = "copy")
class CopyRow {

    @Id
    private String id;

    @Column
    @Convert(converter = SpecConverter.class)
    private CopySpec spec;

    @Column
    @Enumerated(EnumType.STRING)
    private CopyState state;

    @Column
    @Convert(converter = PlacesConverter.class)
    private List<Place> places;

    @Column
    private @Nullable String configFile;

    @Column
    private long bytesTotal;

    @Column
    private @Nullable Long bytesWritten;

    @Column
    @Convert(converter = ProblemConverter.class)
    private @Nullable Problem problem;

    @Converter
    static final class SpecConverter extends JsonConverter<CopySpec> {
        SpecConverter() {
            super(new TypeReference<>() {});
        }
    }

    @Converter
    static final class PlacesConverter extends JsonConverter<List<Place>> {
        PlacesConverter() {
            super(new TypeReference<>() {});
        }
    }

    /** For JPA. */
    protected CopyRow() {}

    CopyRow(String id, CopySpec spec, List<Place> places, @Nullable String configFile, long bytesTotal) {
        this.id = id;
        this.spec = spec;
        this.places = List.copyOf(places);
        this.configFile = configFile;
        this.bytesTotal = bytesTotal;
        this.state = CopyState.RUNNING;
    }

    void runsAgain() {
        state = CopyState.RUNNING;
        problem = null;
    }

    void completed(long written) {
        state = CopyState.COMPLETED;
        bytesWritten = written;
        problem = null;
    }

    void failed(Problem why) {
        state = CopyState.FAILED;
        problem = why;
    }

    String id() {
        return id;
    }

    CopySpec spec() {
        return spec;
    }

    CopyState state() {
        return state;
    }

    List<Place> places() {
        return places;
    }

    @Nullable String configFile() {
        return configFile;
    }

    long bytesTotal() {
        return bytesTotal;
    }

    /** By the attempt that completed it. */
    @Nullable Long bytesWritten() {
        return bytesWritten;
    }

    @Nullable Problem problem() {
        return problem;
    }
}
