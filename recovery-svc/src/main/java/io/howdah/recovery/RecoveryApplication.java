package io.howdah.recovery;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication
@ConfigurationPropertiesScan
public class RecoveryApplication {

    static void main(String[] args) {
        SpringApplication.run(RecoveryApplication.class, args);
    }
}
