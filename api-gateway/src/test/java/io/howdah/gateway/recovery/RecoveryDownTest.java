package io.howdah.gateway.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.gateway.GatewayTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** No recovery-svc listens: port 1 is tcpmux, which nobody runs. */
@TestPropertySource(properties = "howdah.gateway.recovery-urls=http://127.0.0.1:1,http://127.0.0.1:1")
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
    void itLivesButIsNotReady() throws Exception {
        assertThat(send(request("/actuator/health/liveness")).statusCode()).isEqualTo(200);
        var readiness = send(request("/actuator/health/readiness"));
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(readiness.body()).contains("RECOVERY_SVC_UNAVAILABLE");
        assertThat(send(request("/actuator/prometheus")).body()).contains("howdah_ready 0.0");
    }
}
