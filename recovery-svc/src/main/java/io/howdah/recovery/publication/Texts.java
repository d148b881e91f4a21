package io.howdah.recovery.publication;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A list of texts, kept as a JSON array. */
@Converter
class Texts implements AttributeConverter<List<String>, String> {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<String>> TYPE = new TypeReference<>() {};

    @Override
    public String convertToDatabaseColumn(@Nullable List<String> texts) {
        return JSON.writeValueAsString(texts == null ? List.of() : texts);
    }

    @Override
    public List<String> convertToEntityAttribute(@Nullable String column) {
        return column == null ? List.of() : JSON.readValue(column, TYPE);
    }
}
