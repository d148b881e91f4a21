package io.howdah.gateway.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.gateway.GatewayTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Nothing listens on the port of recovery-svc: port 1 is tcpmux, which nobody runs. */
@TestPropertySource(
        properties = {
            "spring.cloud.gateway.server.webmvc.routes[0].id=recovery-svc",
            "spring.cloud.gateway.server.webmvc.routes[0].uri=http://127.0.0.1:1",
            "spring.cloud.gateway.server.webmvc.routes[0].predicates[0]=Path=/api/v1/**",
            "spring.cloud.gateway.server.webmvc.routes[0].filters[0]=ProblemsOnly"
        })
class RecoveryDownTest extends GatewayTest {

    @Test
    void isUnavailable() throws Exception {
        var answer = send(request("/api/v1/clusters"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).path("code").asString()).isEqualTo("RECOVERY_SVC_UNAVAILABLE");
        assertThat(json(answer).path("hint").asString()).isNotEmpty();
    }

    @Test
    void healthIsTheGatewaysOwn() throws Exception {
        assertThat(send(request("/actuator/health")).statusCode()).isEqualTo(200);
    }
}
