package io.howdah.recovery.export;

import io.howdah.openapi.export.DatabaseSelection;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The databases that were asked for, kept as a JSON array; empty for all. */
@Converter
class Selections implements AttributeConverter<List<DatabaseSelection>, String> {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<DatabaseSelection>> TYPE = new TypeReference<>() {};

    @Override
    public String convertToDatabaseColumn(@Nullable List<DatabaseSelection> selections) {
        return JSON.writeValueAsString(selections == null ? List.of() : selections);
    }

    @Override
    public List<DatabaseSelection> convertToEntityAttribute(@Nullable String column) {
        return column == null ? List.of() : JSON.readValue(column, TYPE);
    }
}
