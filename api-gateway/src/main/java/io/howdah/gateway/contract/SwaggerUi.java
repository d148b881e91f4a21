package io.howdah.gateway.contract;

import io.howdah.gateway.GatewayProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Serves Swagger UI: its own files from the webjar, and a page and a script of ours that show the contract in it. */
@Configuration(proxyBeanMethods = false)
class SwaggerUi implements WebMvcConfigurer {

    private static final String OURS = "classpath:/static/";
    private static final String WEBJAR = "classpath:/META-INF/resources/webjars/swagger-ui/";

    private final String version;

    SwaggerUi(GatewayProperties properties) {
        this.version = properties.swaggerUiVersion();
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/swagger-ui.html").addResourceLocations(OURS);
        registry.addResourceHandler("/swagger-ui/**")
                .addResourceLocations(OURS + "swagger-ui/", WEBJAR + version + "/");
    }
}
