package io.howdah.openapi.body;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a request may bring.
 *
 * @param maxSize the largest body that is read; a larger one is answered with 413 PAYLOAD_TOO_LARGE
 */
@ConfigurationProperties("howdah.body")
public record BodyProperties(@DefaultValue("1MB") DataSize maxSize) {

    public BodyProperties {
        if (maxSize.toBytes() <= 0) {
            throw new IllegalArgumentException("howdah.body.max-size must be more than 0, but is " + maxSize);
        }
    }
}
