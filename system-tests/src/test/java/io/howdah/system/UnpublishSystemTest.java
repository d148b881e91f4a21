package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A publication that is taken back leaves nothing on the machine. */
@Tag("alone")
@ExtendWith(SharedSuite.class)
class UnpublishSystemTest {

    @Test
    void leavesNothingBehind(Suite suite) {
        try (SourceCluster source = SourceCluster.create()) {
            Api api = suite.api();
            Api.accepted(api.put("/api/v1/clusters/shop", source.registration()));
            api.backUp("shop", Map.of());
            Leftovers before = Leftovers.look();
            Publication publication = new Publication(api.publish(Map.of("cluster", "shop")));
            publication.database("postgres").execute("CREATE TABLE changes AS SELECT 1 AS n", "CHECKPOINT");
            assertThat(Leftovers.look().since(before).isEmpty()).isFalse();

            api.unpublish(publication.json());

            before.assertNothingAdded();
            assertThat(publication.mountPoint()).doesNotExist();
            assertThat(publication.writeCache()).doesNotExist();
            assertThat(source.database("postgres").value("SELECT count(*) FROM pg_replication_slots"))
                    .isEqualTo("0");
        }
    }
}
