package io.howdah.gateway.contract;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.gateway.GatewayTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ContractTest extends GatewayTest {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    @Test
    void yamlIsServedAsItWasWritten() throws Exception {
        var answer = send(request("/openapi.yaml"));

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
        assertThat(answer.body())
                .isEqualTo(new ClassPathResource("openapi/howdah.yaml").getContentAsString(StandardCharsets.UTF_8));
    }

    @Test
    void jsonSaysTheSame() throws Exception {
        JsonNode json = json(send(request("/openapi.json")));

        Object yaml = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(send(request("/openapi.yaml")).body());
        assertThat(json)
                .isEqualTo(JsonMapper.shared().readTree(JsonMapper.shared().writeValueAsString(yaml)));
        assertThat(json.path("openapi").asString()).isEqualTo("3.1.0");
    }

    @Test
    void everyReferenceLeadsSomewhere() throws Exception {
        JsonNode contract = json(send(request("/openapi.json")));

        assertThat(contract.findValuesAsString("$ref"))
                .isNotEmpty()
                .allSatisfy(ref -> assertThat(contract.at(ref.substring(1)).isMissingNode())
                        .as(ref)
                        .isFalse());
    }

    @Test
    void everyPostIsSafeToRepeat() throws Exception {
        JsonNode paths = json(send(request("/openapi.json"))).path("paths");

        assertThat(paths.properties())
                .filteredOn(path -> path.getValue().has("post"))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(
                                path.getValue().path("post").path("parameters").findValuesAsString("$ref"))
                        .as(path.getKey())
                        .contains("#/components/parameters/idempotencyKey"));
    }

    @Test
    void everyOperationIsRouted() throws Exception {
        RECOVERY.stubFor(any(anyUrl()).willReturn(okJson("{}")));
        JsonNode paths = json(send(request("/openapi.json"))).path("paths");
        int operations = 0;

        for (var path : paths.properties()) {
            String concrete = path.getKey().replaceAll("\\{[^}]+}", "20261121t013000-k3v9qa");
            for (var operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey())) {
                    String method = operation.getKey().toUpperCase(Locale.ROOT);
                    RECOVERY.resetRequests();
                    send(request(concrete).method(method, BodyPublishers.noBody()));
                    assertThat(RECOVERY.getAllServeEvents())
                            .as(method + " " + path.getKey())
                            .singleElement()
                            .satisfies(event -> {
                                assertThat(event.getRequest().getUrl()).isEqualTo(concrete);
                                assertThat(event.getRequest().getMethod().getName())
                                        .isEqualTo(method);
                            });
                    operations++;
                }
            }
        }
        assertThat(operations).isGreaterThan(15);
    }
}
