package io.howdah.mover.state;

import io.howdah.openapi.mover.model.Problem;
import jakarta.persistence.Converter;
import tools.jackson.core.type.TypeReference;

@Converter
public final class ProblemConverter extends JsonConverter<Problem> {

    public ProblemConverter() {
        super(new TypeReference<>() {});
    }
}
