package io.howdah.mover.bindump.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.repository.stream.FileKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelationNameTest {

    @ParameterizedTest
    @CsvSource({
        "1259, 1259, MAIN, 0",
        "1259.3, 1259, MAIN, 3",
        "1259_fsm, 1259, FSM, 0",
        "1259_vm.1, 1259, VM, 1",
        "16384_init, 16384, INIT, 0"
    })
    void parses(String name, String relation, FileKind fork, int segment) {
        assertThat(RelationName.parse(name)).contains(new RelationName(relation, fork, segment));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PG_VERSION", "pg_filenode.map", "12.x", "t3_16384", "1259_", "1259.", "1259_fsm_vm", ""})
    void leavesOthers(String name) {
        assertThat(RelationName.parse(name)).isEmpty();
    }

    @Test
    void knowsTemporaryOnes() {
        assertThat(RelationName.isTemporary("t3_16384")).isTrue();
        assertThat(RelationName.isTemporary("t3_16384_fsm.1")).isTrue();
        assertThat(RelationName.isTemporary("16384")).isFalse();
    }
}
