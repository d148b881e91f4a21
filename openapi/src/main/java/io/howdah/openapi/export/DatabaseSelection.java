package io.howdah.openapi.export;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database that is to be exported, whole or in part. In JSON it is its name, or an object.
 *
 * @param tables only these, as {@code schema.table}; null for all
 */
public record DatabaseSelection(
        @NotNull @Size(min = 1, max = 63) String name,
        @Size(min = 1, max = 1000) @Nullable List<@NotNull @Size(min = 3, max = 300) String> tables) {

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public DatabaseSelection(@JsonProperty("name") String name, @JsonProperty("tables") @Nullable List<String> tables) {
        this.name = name;
        this.tables = tables == null ? null : List.copyOf(tables);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static DatabaseSelection of(String name) {
        return new DatabaseSelection(name, null);
    }
}
