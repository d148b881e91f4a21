package io.howdah.recovery.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.openapi.howdah.model.RecoveryTarget;
import io.howdah.openapi.howdah.model.RecoveryTargetType;
import io.howdah.openapi.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T01:30:00Z, 2026-11-21 01:30:00.000000+00:00",
        "2026-11-21T07:00:00.123456+05:30, 2026-11-21 01:30:00.123456+00:00",
        "2026-11-21 01:30:00.5+00, 2026-11-21 01:30:00.500000+00:00",
        "2026-11-21t03:30:00+02:00, 2026-11-21 01:30:00.000000+00:00",
    })
    void timesAreReadAsRfc3339AndAsPostgresqlPrintsThem(String given, String sent) {
        Target target = Target.of(new RecoveryTarget(RecoveryTargetType.TIME).value(given), RecoveryTargetType.LATEST);
        assertThat(target.toAgent().getValue()).isEqualTo(sent);
        assertThat(target.toApi().getValue()).isEqualTo(given);
    }

    @ParameterizedTest
    @CsvSource({
        "TIME, 2026-11-21",
        "TIME, 2026-11-21T01:30:00",
        "TIME, yesterday",
        "LSN, 3000060",
        "LSN, 0/300006000",
        "XID, 0",
        "XID, -1",
        "XID, 0x2A",
        "NAME, ' '",
        "NAME, xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "LATEST, 7",
        "IMMEDIATE, 7",
        "LSN,",
        "NAME,",
    })
    void whatPostgresqlWouldNotUnderstandIsRefused(RecoveryTargetType type, String value) {
        assertThatThrownBy(() -> Target.of(new RecoveryTarget(type).value(value), RecoveryTargetType.LATEST))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo("INVALID_VALUE"));
    }

    @ParameterizedTest
    @CsvSource({
        "latest, true",
        "current, true",
        "1, true",
        "4294967295, true",
        "4294967296, false",
        "0, false",
        "'', false",
    })
    void timelinesAreWordsOrNumbers(String timeline, boolean valid) {
        RecoveryTarget request = new RecoveryTarget(RecoveryTargetType.LATEST).timeline(timeline);
        if (valid) {
            assertThat(Target.of(request, RecoveryTargetType.LATEST).toAgent().getTimeline())
                    .isEqualTo(timeline);
        } else {
            assertThatThrownBy(() -> Target.of(request, RecoveryTargetType.LATEST))
                    .isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void whetherInclusiveIsToldWhereItMatters() {
        Target xid = Target.of(
                new RecoveryTarget(RecoveryTargetType.XID).value("742").inclusive(false), RecoveryTargetType.LATEST);
        assertThat(xid.toAgent().getInclusive()).isFalse();
        assertThat(xid).hasToString("XID 742, exclusive");
        Target name = Target.of(
                new RecoveryTarget(RecoveryTargetType.NAME)
                        .value("before the sale")
                        .inclusive(false),
                RecoveryTargetType.LATEST);
        assertThat(name.toAgent().getInclusive()).isNull();
        assertThat(Target.of(null, RecoveryTargetType.IMMEDIATE)).hasToString("IMMEDIATE");
    }
}
