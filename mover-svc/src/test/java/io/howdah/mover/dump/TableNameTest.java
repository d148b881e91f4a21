package io.howdah.mover.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.mover.cluster.LocalCluster;
import io.howdah.openapi.problem.ProblemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Names as people write them, and as libpq must read them. */
class TableNameTest {

    @Test
    void namesAreTakenAsTheyAre() {
        assertThat(TableName.parse("public.orders")).isEqualTo(new TableName("public", "orders"));
        assertThat(TableName.parse("Public.Orders x")).isEqualTo(new TableName("Public", "Orders x"));
        assertThat(TableName.parse("\"a.b\".\"c \"\"d\"\"\"")).isEqualTo(new TableName("a.b", "c \"d\""));
        for (String text : new String[] {"orders", "a.b.c", ".x", "x.", "\"a.b"}) {
            assertThatThrownBy(() -> TableName.parse(text)).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void noNameOfADatabaseBecomesAnotherSetting() {
        LocalCluster server = new LocalCluster("i", Path.of("/d"), 5432, Path.of("/s o"), "o'Brien", null);
        assertThat(DumpProgram.connection(server, "x host='evil' \\"))
                .startsWith("host='/s o' port=5432 user='o\\'Brien' dbname='x host=\\'evil\\' \\\\' ");
    }
}
