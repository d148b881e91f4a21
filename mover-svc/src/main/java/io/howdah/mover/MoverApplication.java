package io.howdah.mover;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication
@ConfigurationPropertiesScan
public class MoverApplication {

    static void main(String[] args) {
        SpringApplication.run(MoverApplication.class, args);
    }
}
