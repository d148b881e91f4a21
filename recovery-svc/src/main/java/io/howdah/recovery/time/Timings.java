package io.howdah.recovery.time;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Milliseconds by part, kept as a JSON object in the order in which they were spent. */
@Converter
public class Timings implements AttributeConverter<Map<String, Long>, String> {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<LinkedHashMap<String, Long>> TYPE = new TypeReference<>() {};

    @Override
    public String convertToDatabaseColumn(@Nullable Map<String, Long> timings) {
        return JSON.writeValueAsString(timings == null ? Map.of() : timings);
    }

    @Override
    public Map<String, Long> convertToEntityAttribute(@Nullable String column) {
        return column == null ? Map.of() : JSON.readValue(column, TYPE);
    }
}
