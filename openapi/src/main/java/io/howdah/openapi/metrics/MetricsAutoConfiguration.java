package io.howdah.openapi.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Metrics that every service on the class path has; and what cannot be metered but is collected when Prometheus asks,
 * because it comes and goes with the things it is about.
 */
@AutoConfiguration(after = {HealthEndpointAutoConfiguration.class, PrometheusMetricsExportAutoConfiguration.class})
public class MetricsAutoConfiguration {

    private static final String READINESS = "readiness";

    /** So that who watches the metrics need not watch the health as well. */
    @Bean
    @ConditionalOnBean(HealthEndpoint.class)
    MeterBinder readiness(HealthEndpoint health) {
        return registry -> Gauge.builder("howdah.ready", health, MetricsAutoConfiguration::isReady)
                .description("1 when the service takes work, else 0")
                .register(registry);
    }

    private static double isReady(HealthEndpoint health) {
        var group = health.healthForPath(READINESS);
        return group != null && group.getStatus().equals(Status.UP) ? 1 : 0;
    }

    @Bean
    @ConditionalOnBean(PrometheusRegistry.class)
    SmartInitializingSingleton collectors(PrometheusRegistry registry, ObjectProvider<MultiCollector> collectors) {
        return () -> collectors.forEach(registry::register);
    }
}
