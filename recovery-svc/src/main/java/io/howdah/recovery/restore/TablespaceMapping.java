package io.howdah.recovery.restore;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Paths by oid or name, kept as a JSON object. */
@Converter
class TablespaceMapping implements AttributeConverter<Map<String, String>, String> {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<TreeMap<String, String>> TYPE = new TypeReference<>() {};

    @Override
    public String convertToDatabaseColumn(@Nullable Map<String, String> mapping) {
        return JSON.writeValueAsString(mapping == null ? Map.of() : mapping);
    }

    @Override
    public Map<String, String> convertToEntityAttribute(@Nullable String column) {
        return column == null ? Map.of() : JSON.readValue(column, TYPE);
    }
}
