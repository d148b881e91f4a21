package io.howdah.gateway.web;

import io.howdah.gateway.GatewayProperties;
import io.howdah.openapi.secret.BearerFilter;
import io.howdah.openapi.secret.SecretFile;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class WebConfiguration {

    private static final Set<String> OPEN = Set.of("/openapi.yaml", "/openapi.json", "/swagger-ui.html");
    private static final Set<String> OPEN_BELOW = Set.of("/actuator/health", "/swagger-ui");

    @Bean
    ProblemWriter problemWriter(JsonMapper json) {
        return new ProblemWriter(json);
    }

    @Bean
    FilterRegistrationBean<CanonicalPathFilter> canonicalPathFilter(ProblemWriter problems) {
        return inOrder(-2, new CanonicalPathFilter(problems));
    }

    @Bean
    FilterRegistrationBean<BearerFilter> bearerFilter(GatewayProperties properties, JsonMapper json) {
        String token = SecretFile.readOrCreate(properties.tokenFile());
        String hint = "send 'Authorization: Bearer <token>' with the token in the file " + properties.tokenFile();
        return inOrder(-1, new BearerFilter(token, hint, WebConfiguration::isOpen, json));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsFromTomcat() {
        return factory -> {
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(ProblemErrorValve.class.getName());
                }
            });
            // CanonicalPathFilter refuses an escaped slash too, but says why.
            factory.addConnectorCustomizers(
                    connector -> connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue()));
        };
    }

    /** Safe on the path as it was sent, because CanonicalPathFilter came first. */
    static boolean isOpen(HttpServletRequest request) {
        String path = request.getRequestURI();
        return OPEN.contains(path)
                || OPEN_BELOW.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }

    private static <F extends Filter> FilterRegistrationBean<F> inOrder(int order, F filter) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(order);
        return registration;
    }
}
