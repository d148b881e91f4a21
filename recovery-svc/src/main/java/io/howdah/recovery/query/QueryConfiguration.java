package io.howdah.recovery.query;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class QueryConfiguration implements WebMvcConfigurer {

    private final QueryCheck check;

    QueryConfiguration(QueryCheck check) {
        this.check = check;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(check).addPathPatterns("/api/**");
    }
}
