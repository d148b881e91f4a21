package io.howdah.openapi.log;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** Lets every service on the class path say in its log which request it works for. */
@AutoConfiguration
public class LogAutoConfiguration {

    /** Before everything else: refusals are answered with an id too. */
    private static final int ORDER = -100;

    @Bean
    FilterRegistrationBean<RequestId> requestId() {
        var registration = new FilterRegistrationBean<>(new RequestId());
        registration.setOrder(ORDER);
        return registration;
    }
}
