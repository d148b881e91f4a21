package io.howdah.recovery.export;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A list of names, kept as a JSON array; none at all is not the same as an empty one. */
@Converter
class Names implements AttributeConverter<List<String>, String> {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<String>> TYPE = new TypeReference<>() {};

    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable List<String> names) {
        return names == null ? null : JSON.writeValueAsString(names);
    }

    @Override
    public @Nullable List<String> convertToEntityAttribute(@Nullable String column) {
        return column == null ? null : JSON.readValue(column, TYPE);
    }
}
