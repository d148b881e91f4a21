package io.howdah.mover.instance;

import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.mover.model.Problem;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Columns that hold a part of the contract as JSON: nothing searches in them. */
final class InstanceJson {

    private static final JsonMapper JSON = JsonMapper.shared();

    private InstanceJson() {}

    abstract static class JsonConverter<T> implements AttributeConverter<T, String> {

        private final TypeReference<T> type;

        JsonConverter(TypeReference<T> type) {
            this.type = type;
        }

        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable T value) {
            return value == null ? null : JSON.writeValueAsString(value);
        }

        @Override
        public @Nullable T convertToEntityAttribute(@Nullable String json) {
            return json == null ? null : JSON.readValue(json, type);
        }
    }

    @Converter
    static final class SpecConverter extends JsonConverter<InstanceSpec> {
        SpecConverter() {
            super(new TypeReference<>() {});
        }
    }

    @Converter
    static final class WarningsConverter extends JsonConverter<List<String>> {
        WarningsConverter() {
            super(new TypeReference<>() {});
        }
    }

    @Converter
    static final class TimingsConverter extends JsonConverter<Map<String, Long>> {
        TimingsConverter() {
            super(new TypeReference<>() {});
        }

        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable Map<String, Long> value) {
            return super.convertToDatabaseColumn(value == null ? null : new TreeMap<>(value));
        }
    }

    @Converter
    static final class ProblemConverter extends JsonConverter<Problem> {
        ProblemConverter() {
            super(new TypeReference<>() {});
        }
    }
}
