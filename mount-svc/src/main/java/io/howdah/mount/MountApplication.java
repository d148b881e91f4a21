package io.howdah.mount;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication
@ConfigurationPropertiesScan
public class MountApplication {

    static void main(String[] args) {
        SpringApplication.run(MountApplication.class, args);
    }
}
