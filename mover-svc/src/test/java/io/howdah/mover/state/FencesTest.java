package io.howdah.mover.state;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.howdah.mover.MoverProperties;
import io.howdah.openapi.fence.Fences;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

/** Calls about one thing in another order than they were made, through a call that takes part. */
// A part of the service has not all that its readiness names.
@SpringBootTest(
        classes = FencesTest.Part.class,
        properties = "management.endpoint.health.validate-group-membership=false")
@AutoConfigureMockMvc
class FencesTest {

    @Configuration
    @EnableAutoConfiguration(excludeName = "io.howdah.openapi.secret.SecretAutoConfiguration")
    @EnableConfigurationProperties(MoverProperties.class)
    @ComponentScan(basePackages = {"io.howdah.mover.state", "io.howdah.mover.catalog"})
    static class Part {}

    @TempDir
    static Path home;

    private final MockMvc http;
    private final JdbcTemplate database;
    private final Fences fences;

    @Autowired
    FencesTest(MockMvc http, JdbcTemplate database, Fences fences) {
        this.http = http;
        this.database = database;
        this.fences = fences;
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", () -> "jdbc:h2:mem:fences");
        registry.add("howdah.mover.repository", () -> home.resolve("repository"));
    }

    @Test
    void whatComesAfterAHigherNumberIsRefused() throws Exception {
        call("one", "5").andExpect(status().isNoContent());
        call("one", "4")
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("CALL_OUTDATED"));
        call("one", "5").andExpect(status().isNoContent());
        call("one", "6").andExpect(status().isNoContent());
        call("one", "5").andExpect(status().isConflict());
    }

    @Test
    void eachThingHasNumbersOfItsOwn() throws Exception {
        call("two", "9").andExpect(status().isNoContent());
        call("three", "1").andExpect(status().isNoContent());
    }

    @Test
    void whatHasNoNumberIsDone() throws Exception {
        call("four", "9").andExpect(status().isNoContent());
        http.perform(delete("/repository/clusters/shop/backups/four")).andExpect(status().isNoContent());
    }

    @Test
    void aHeaderThatIsNoNumberIsRefused() throws Exception {
        call("five", "-1")
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("INVALID_VALUE"));
    }

    @Test
    void numbersAreForgottenOnceNoCallCanBeLateAnyMore() throws Exception {
        call("six", "9").andExpect(status().isNoContent());
        fences.afterSingletonsInstantiated();
        call("six", "8").andExpect(status().isConflict());
        database.update("update fence set seen_at = dateadd('day', -31, seen_at) where thing = 'backup six'");
        fences.afterSingletonsInstantiated();
        call("six", "8").andExpect(status().isNoContent());
    }

    private ResultActions call(String backup, String number) throws Exception {
        return http.perform(
                delete("/repository/clusters/shop/backups/" + backup).header(Fences.HEADER, number));
    }
}
