package io.howdah.recovery.publication;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What was published before there were editions is its publication's first. */
class EditionsMigrationTest {

    @TempDir
    Path directory;

    @Test
    void aPublicationBecomesItsFirstEdition() {
        var source = new DriverManagerDataSource("jdbc:h2:file:" + directory.resolve("db"));
        Flyway.configure().dataSource(source).target("3").load().migrate();
        JdbcTemplate jdbc = new JdbcTemplate(source);
        for (String state : new String[] {"PUBLISHED", "UNPUBLISHED"}) {
            jdbc.update(
                    "insert into publications (id, state, session_id, backup_id, cluster, host, target_type, major,"
                            + " mount_point, write_cache_bytes, connection_port, warnings, timings, created_at,"
                            + " published_at) values (?, ?, 's', 'b', 'shop', 'local', 'LATEST', 15, '/m', 7, 5433,"
                            + " '[\"w\"]', '{\"total\":1}', timestamp with time zone '2026-01-02 03:04:05+00',"
                            + " timestamp with time zone '2026-01-02 03:04:06+00')",
                    state.toLowerCase(java.util.Locale.ROOT),
                    state);
        }

        Flyway.configure().dataSource(source).load().migrate();

        Map<String, Object> publication = jdbc.queryForMap("select * from publications where id = 'published'");
        assertThat(publication)
                .containsEntry("state", "PUBLISHED")
                .containsEntry("connection_port", 5433)
                .containsEntry("current_edition", "published")
                .containsEntry("edition_count", 1)
                .containsEntry("serving", true)
                .containsEntry("next_edition", null);
        assertThat(jdbc.queryForObject("select serving from publications where id = 'unpublished'", Boolean.class))
                .isFalse();
        Map<String, Object> edition = jdbc.queryForMap("select * from editions where id = 'published'");
        assertThat(edition)
                .containsEntry("publication_id", "published")
                .containsEntry("backup_id", "b")
                .containsEntry("mount_point", "/m")
                .containsEntry("write_cache_bytes", 7L)
                .containsEntry("warnings", "[\"w\"]");
        assertThat(edition.get("requested_at")).isEqualTo(publication.get("created_at"));
        assertThat(edition.get("published_at").toString()).startsWith("2026-01-02T03:04:06");
    }
}
