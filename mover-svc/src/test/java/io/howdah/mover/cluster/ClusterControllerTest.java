package io.howdah.mover.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import tools.jackson.databind.json.JsonMapper;

/** The registry through its contract, with its own database and a running cluster. */
// A part of the service has not all that its readiness names.
@SpringBootTest(
        classes = ClusterControllerTest.Part.class,
        properties = "management.endpoint.health.validate-group-membership=false")
@AutoConfigureMockMvc
class ClusterControllerTest {

    @Configuration
    @EnableAutoConfiguration(excludeName = "io.howdah.openapi.secret.SecretAutoConfiguration")
    @EnableConfigurationProperties(KeyProperties.class)
    @ComponentScan
    static class Part {}

    private static TestCluster cluster;

    @TempDir
    static Path home;

    private final MockMvc http;
    private final JdbcTemplate database;
    private final Clusters clusters;

    @Autowired
    ClusterControllerTest(MockMvc http, JdbcTemplate database, Clusters clusters) {
        this.http = http;
        this.database = database;
        this.clusters = clusters;
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", () -> "jdbc:h2:mem:clusters");
        registry.add("spring.jpa.hibernate.ddl-auto", () -> "validate");
        registry.add("spring.jpa.open-in-view", () -> "false");
        registry.add("howdah.key-file", () -> home.resolve("key"));
    }

    @BeforeAll
    static void start() {
        cluster = TestCluster.start();
        cluster.execute("ALTER ROLE postgres PASSWORD 'top secret'");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void registersShowsAndForgets() throws Exception {
        register("small", "top secret")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.state").value("RUNNING"))
                .andExpect(jsonPath("$.major").value(15))
                .andExpect(jsonPath("$.dataChecksums").value(true));
        assertThat(clusters.get("small").password()).isEqualTo("top secret");
        assertThat(clusters.get("small").toString()).doesNotContain("top secret");
        assertThat(database.queryForObject("select password_cipher from cluster where name = 'small'", String.class))
                .doesNotContain("top secret");
        http.perform(get("/clusters/small"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.state").value("RUNNING"))
                .andExpect(jsonPath("$.password").doesNotExist());
        http.perform(delete("/clusters/small")).andExpect(status().isNoContent());
        http.perform(delete("/clusters/small")).andExpect(status().isNoContent());
        http.perform(get("/clusters/small"))
                .andExpect(status().isNotFound())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.code").value("CLUSTER_NOT_FOUND"));
    }

    @Test
    void keepsARegistrationWhenItsReplacementIsRefused() throws Exception {
        register("kept", "top secret").andExpect(status().isOk());
        register("kept", "wrong")
                .andExpect(status().isUnprocessableContent())
                .andExpect(jsonPath("$.code").value("WRONG_PASSWORD"))
                .andExpect(jsonPath("$.hint").isNotEmpty());
        assertThat(clusters.get("kept").password()).isEqualTo("top secret");
    }

    @Test
    void refusesNamesAndPathsThatAreNone() throws Exception {
        register("Not-A-Name", "top secret").andExpect(status().isBadRequest());
        http.perform(put("/clusters/small")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"dataDirectory\":\"data\",\"port\":5432,\"user\":\"postgres\"}"))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("INVALID_VALUE"));
    }

    private ResultActions register(String name, String password) throws Exception {
        Map<String, Object> body = Map.of(
                "dataDirectory",
                cluster.data().toString(),
                "port",
                cluster.port(),
                "user",
                "postgres",
                "password",
                password);
        return http.perform(put("/clusters/" + name)
                .contentType(MediaType.APPLICATION_JSON)
                .content(new JsonMapper().writeValueAsString(body)));
    }
}
