package io.howdah.recovery.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.openapi.mount.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomesTest {

    @ParameterizedTest
    @CsvSource({
        "422, PORT_OCCUPIED, false",
        "500, MOUNT_FAILED, false",
        "507, WRITE_CACHE_FULL, false",
        "503, SOURCE_BUSY, true",
        "500, MOUNT_INTERRUPTED, true",
        "500, WORKER_DIED, true"
    })
    void whatAnAgentFoundIsFinalUnlessItDiedOverIt(int status, String code, boolean passing) {
        var failure = Outcomes.failed(new Problem("title", status, code, "what happened"), "mount m");
        assertThat(failure instanceof AgentUnavailable).isEqualTo(passing);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.detail()).isEqualTo("what happened");
    }

    @Test
    void aFailureWithoutAReasonNamesTheThing() {
        assertThat(Outcomes.failed((Problem) null, "mount m").detail()).isEqualTo("mount m failed without a reason");
    }
}
