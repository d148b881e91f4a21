package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.replication.LogSequenceNumber;
import tools.jackson.databind.JsonNode;

/** What a backup holds when the source is written to meanwhile, in each compression. */
@ExtendWith(SharedSuite.class)
class BackupSystemTest {

    /** One committed row: the insert position before its commit began and after it was acknowledged. */
    private record Row(int number, LogSequenceNumber before, LogSequenceNumber after) {}

    private static Suite suite;
    private static Api api;
    private static SourceCluster source;

    @BeforeAll
    static void start(Suite shared) {
        suite = shared;
        api = suite.api();
        source = SourceCluster.create();
        SampleContent.create(source);
        source.database("shop").execute("CREATE TABLE ledger (n int PRIMARY KEY, filler text)");
        Api.accepted(api.put("/api/v1/clusters/shop", source.registration()));
    }

    @AfterAll
    static void takeDown() {
        source.close();
    }

    @Test
    void holdsExactlyWhatWasCommittedBeforeItsStopPoint() throws SQLException {
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<List<Row>> writer = CompletableFuture.supplyAsync(() -> write(enough));
        JsonNode backup = api.backUp("shop", Map.of());
        enough.set(true);
        List<Row> rows = writer.join();
        LogSequenceNumber stop =
                LogSequenceNumber.valueOf(backup.path("stopLsn").asString());

        JsonNode publication = api.publish(Map.of("backupId", backup.path("id").asString()));
        try {
            Set<Integer> present = new HashSet<>();
            Database.of(publication, "shop")
                    .column("SELECT n FROM ledger")
                    .forEach(n -> present.add(Integer.valueOf(n)));
            assertThat(rows)
                    .as("the writer was busy before and after the stop point")
                    .anyMatch(r -> r.after().compareTo(stop) <= 0)
                    .anyMatch(r -> r.before().compareTo(stop) >= 0);
            for (Row row : rows) {
                if (row.after().compareTo(stop) <= 0) {
                    assertThat(present).as("%s is before %s", row, stop).contains(row.number());
                } else if (row.before().compareTo(stop) >= 0) {
                    assertThat(present).as("%s is after %s", row, stop).doesNotContain(row.number());
                }
            }
        } finally {
            api.unpublish(publication);
        }
    }

    private static List<Row> write(AtomicBoolean enough) {
        List<Row> rows = new ArrayList<>();
        try (Connection connection = source.database("shop").connect();
                Statement statement = connection.createStatement()) {
            int sinceEnough = 0;
            for (int n = 1; sinceEnough < 20; n++) {
                LogSequenceNumber before = position(statement);
                statement.execute("INSERT INTO ledger VALUES (" + n + ", repeat('x', 500))");
                rows.add(new Row(n, before, position(statement)));
                sinceEnough += enough.get() ? 1 : 0;
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    private static LogSequenceNumber position(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT pg_current_wal_insert_lsn()")) {
            row.next();
            return LogSequenceNumber.valueOf(row.getString(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE,1,1", "LZ4,1,2", "ZLIB,5,3", "ZSTD,5,1"})
    void everyCompressionIsPublishedEqualToTheSource(String algorithm, int level, int workers) {
        Map<String, String> contents = source.database("postgres").contents();
        JsonNode backup = api.backUp(
                "shop", Map.of("compression", Map.of("algorithm", algorithm, "level", level), "workers", workers));
        JsonNode publication = api.publish(Map.of("backupId", backup.path("id").asString()));
        try {
            assertThat(Database.of(publication, "postgres").contents()).isEqualTo(contents);
        } finally {
            api.unpublish(publication);
        }
        assertThat(backup.path("corruptPages").asLong()).isZero();
        assertThat(api.delete("/api/v1/backups/" + backup.path("id").asString()).status())
                .isEqualTo(204);
    }

    @Test
    void aBackupIsReadBackUntilItsDamageIsFound() throws IOException {
        String backup = api.backUp("shop", Map.of()).path("id").asString();
        String path = "/api/v1/backups/" + backup;
        api.verify(backup);
        assertThat(api.get(path).body().path("verification").path("result").asString())
                .isEqualTo("INTACT");

        flipABit(suite.repository().resolve("clusters/shop/backups/" + backup + "/blocks-1.cborseq"));
        JsonNode session = Api.accepted(api.post(path + "/verification", Map.of()));
        JsonNode ended = api.await("/api/v1/sessions/" + session.path("id").asString(), "FAILED", Set.of("SUCCEEDED"));
        assertThat(ended.path("error").path("code").asString()).isEqualTo("BACKUP_DAMAGED");
        assertThat(ended.path("error").path("detail").asString()).contains(backup, "blocks-1.cborseq");
        assertThat(api.get(path).body().path("verification").path("result").asString())
                .isEqualTo("DAMAGED");
        assertThat(api.delete(path).status()).isEqualTo(204);
    }

    private static void flipABit(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long middle = file.length() / 2;
            file.seek(middle);
            int present = file.read();
            file.seek(middle);
            file.write(present ^ 1);
        }
    }

    @Test
    void incrementalBackupsAreRefusedClearly() {
        Api.Answer refused = api.post("/api/v1/backups", Map.of("cluster", "shop", "type", "INCREMENTAL"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.contentType()).startsWith("application/problem+json");
    }

    @Test
    void leavesNoSlotAndNoBackupModeBehind() {
        api.backUp("shop", Map.of());
        assertThat(source.database("postgres").value("SELECT count(*) FROM pg_replication_slots"))
                .isEqualTo("0");
        assertThat(source.database("postgres")
                        .value("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                                + " AND pid <> pg_backend_pid()"))
                .isEqualTo("0");
    }
}
