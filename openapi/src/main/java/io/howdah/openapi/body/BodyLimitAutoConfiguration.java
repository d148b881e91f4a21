package io.howdah.openapi.body;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** Bounds request bodies in every service on the class path. */
@AutoConfiguration
@EnableConfigurationProperties(BodyProperties.class)
public class BodyLimitAutoConfiguration {

    /** Behind the check of the secret: strangers are not even read. */
    private static final int ORDER = 100;

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimit(BodyProperties properties, JsonMapper json) {
        var registration = new FilterRegistrationBean<>(new BodyLimitFilter(properties, json));
        registration.setOrder(ORDER);
        return registration;
    }
}
