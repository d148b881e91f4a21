package io.howdah.openapi.secret;

import io.howdah.openapi.log.SessionHeader;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingFilterBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets only the other services of the suite in: everything but health wants the suite secret, or to be one of
 * {@link MoreCallers}. A service that defines a {@link BearerFilter} of its own, as the gateway does for its users, is
 * left alone.
 */
@AutoConfiguration
public class SecretAutoConfiguration {

    private static final String HEALTH = "/actuator/health";
    private static final int ORDER = 0;

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingFilterBean(BearerFilter.class)
    @EnableConfigurationProperties(SecretProperties.class)
    static class SuiteFilter {

        @Bean
        FilterRegistrationBean<BearerFilter> suiteSecret(
                SecretProperties properties, ObjectProvider<MoreCallers> others, JsonMapper json) {
            var filter = new BearerFilter(
                    SecretFile.readOrCreate(properties.secretFile()),
                    "send the suite secret that is in "
                            + properties.secretFile().getFileName() + ", or go through the gateway",
                    request -> isHealth(request) || others.stream().anyMatch(other -> other.admit(request)),
                    json);
            var registration = new FilterRegistrationBean<>(filter);
            registration.setOrder(ORDER);
            return registration;
        }

        @Bean
        FilterRegistrationBean<SessionHeader> sessionHeader() {
            var registration = new FilterRegistrationBean<>(new SessionHeader());
            registration.setOrder(ORDER + 1);
            return registration;
        }
    }

    private static boolean isHealth(HttpServletRequest request) {
        // Decoded and normalised by the container, which getRequestURI is not.
        String path = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
        return path.equals(HEALTH) || path.startsWith(HEALTH + "/");
    }
}
