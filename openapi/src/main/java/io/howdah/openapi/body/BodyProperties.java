package io.howdah.openapi.body;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a request may bring.
 *
 * @param maxSize the largest body that is read; a larger one is answered with 413 PAYLOAD_TOO_LARGE
 * @param larger other limits for paths that begin so
 */
@ConfigurationProperties("howdah.body")
public record BodyProperties(
        @DefaultValue("1MB") DataSize maxSize, @DefaultValue Map<String, DataSize> larger) {

    public BodyProperties {
        larger = Map.copyOf(larger);
        if (maxSize.toBytes() <= 0) {
            throw new IllegalArgumentException("howdah.body.max-size must be more than 0, but is " + maxSize);
        }
    }

    /** Bytes that a request to the path may bring. */
    long limit(String path) {
        return larger.entrySet().stream()
                .filter(entry -> path.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(maxSize)
                .toBytes();
    }
}
