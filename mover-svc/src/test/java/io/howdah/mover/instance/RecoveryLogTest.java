package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.openapi.mover.model.RecoveryTarget;
import io.howdah.openapi.problem.ProblemException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecoveryLogTest {

    private static final String ENDED = """
            2026-11-21 13:00:00.000 UTC [7] LOG:  restored log file "000000010000000000000003" from archive
            2026-11-21 13:00:01.000 UTC [7] LOG:  restored log file "000000010000000A00000004" from archive
            2026-11-21 13:00:02.000 UTC [7] LOG:  redo done at A/4000148 system usage: CPU: user: 0.01 s
            2026-11-21 13:00:02.000 UTC [7] LOG:  last completed transaction was at log time 2026-11-21 14:30:00.25+05:30
            2026-11-21 13:00:02.000 UTC [7] FATAL:  recovery ended before configured recovery target was reached
            """;

    @Test
    void saysHowFarRecoveryCame() {
        RecoveryLog log = new RecoveryLog(ENDED);
        assertThat(log.restored()).contains("000000010000000A00000004");
        assertThat(log.redoDone()).contains("A/4000148");
        assertThat(log.lastTransaction()).contains(Instant.parse("2026-11-21T09:00:00.25Z"));
        assertThat(new RecoveryLog("last completed transaction was at log time 2026-11-21 14:30:00+00")
                        .lastTransaction())
                .contains(Instant.parse("2026-11-21T14:30:00Z"));
        assertThat(new RecoveryLog("").lastTransaction()).isEmpty();
    }

    @Test
    void aTargetThatWasNotReachedNamesWhatWas() {
        ProblemException problem = failure(ENDED).orElseThrow();
        assertThat(problem.code()).isEqualTo("TARGET_NOT_REACHED");
        assertThat(problem.detail()).contains("NAME nowhere", "A/4000148", "2026-11-21T09:00:00.250Z");
        assertThat(problem.hint()).contains("LSN A/4000148");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "could not restore file \"000000010000000000000004\" from archive: child process exited with exit code 200 | WAL_NOT_RESTORED",
                "could not restore file \"00000002.history\" from archive: child process exited with exit code 200 | WAL_NOT_RESTORED",
                "requested recovery stop point is before consistent recovery point | TARGET_BEFORE_BACKUP",
                "recovery target timeline 7 does not exist | TARGET_TIMELINE_UNREACHABLE",
                "requested timeline 3 is not a child of this server's history | TARGET_TIMELINE_UNREACHABLE",
                "WAL ends before consistent recovery point | WAL_INCOMPLETE",
            })
    void whatKeptRecoveryFromItsTargetHasACodeOfItsOwn(String said, String code) {
        assertThat(failure("2026-11-21 13:00:02.000 UTC [7] FATAL:  " + said + "\n")
                        .orElseThrow()
                        .code())
                .isEqualTo(code);
    }

    @Test
    void aRecoveryThatSomebodyKilledIsToldFromOneThatGaveUp() {
        assertThat(new RecoveryLog("LOG:  startup process (PID 77) was terminated by signal 9: Killed\n").killed())
                .isTrue();
        assertThat(new RecoveryLog(ENDED).killed()).isFalse();
        assertThat(failure("FATAL:  could not map anonymous shared memory\n")).isEmpty();
    }

    @Test
    void aGapIsToldFromTheEnd() {
        int segmentSize = 16 << 20;
        ExpectedWal wal = new ExpectedWal(Map.of(1, 9L), segmentSize);
        assertThat(wal.missing(new ReachedLsn(1, "0/6000000"))).contains("000000010000000000000006");
        assertThat(wal.missing(new ReachedLsn(1, "0/6000060"))).contains("000000010000000000000007");
        assertThat(wal.missing(new ReachedLsn(1, "0/8000060")))
                .as("the newest may have no record yet")
                .isEmpty();
        assertThat(wal.missing(new ReachedLsn(1, "0/9F00000"))).isEmpty();
        assertThat(wal.missing(new ReachedLsn(2, "0/6000060")))
                .as("the way led to another timeline")
                .isEmpty();
    }

    private static Optional<ProblemException> failure(String log) {
        return new RecoveryFailure("instance p1", new RecoveryTarget(RecoveryTarget.TypeEnum.NAME).value("nowhere"))
                .in(new RecoveryLog(log), log);
    }
}
