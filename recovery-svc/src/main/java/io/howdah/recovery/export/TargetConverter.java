package io.howdah.recovery.export;

import io.howdah.openapi.howdah.model.RecoveryTarget;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The recovery target that was asked for, as it was. */
@Converter
class TargetConverter implements AttributeConverter<RecoveryTarget, String> {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable RecoveryTarget target) {
        return target == null ? null : JSON.writeValueAsString(target);
    }

    @Override
    public @Nullable RecoveryTarget convertToEntityAttribute(@Nullable String column) {
        return column == null ? null : JSON.readValue(column, RecoveryTarget.class);
    }
}
