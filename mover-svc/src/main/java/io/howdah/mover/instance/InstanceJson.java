package io.howdah.mover.instance;

import io.howdah.mover.state.JsonConverter;
import io.howdah.openapi.mover.model.InstanceSpec;
import jakarta.persistence.Converter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** Columns that hold a part of the contract as JSON: nothing searches in them. */
final class InstanceJson {

    private InstanceJson() {}

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
}
