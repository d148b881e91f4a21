package io.howdah.system;

import static io.howdah.system.ExportStage.LATIN;
import static io.howdah.system.ExportStage.LINES;
import static io.howdah.system.ExportStage.ODD;
import static io.howdah.system.ExportStage.delivered;
import static io.howdah.system.ExportStage.dump;
import static io.howdah.system.ExportStage.path;
import static io.howdah.system.ExportStage.restore;
import static io.howdah.system.ExportStage.schema;
import static io.howdah.system.ExportStage.session;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Databases come out of backups and publications as pg_dump directories, whatever they are called. */
class ExportSystemTest {

    private static ExportStage stage;
    private static Api api;

    @BeforeAll
    static void set() throws IOException {
        stage = ExportStage.set();
        api = stage.api();
    }

    @AfterAll
    static void takeDown() {
        if (stage != null) {
            stage.close();
        }
    }

    @AfterEach
    void nothingIsLeftButWhatWasDelivered() throws IOException {
        stage.clear();
        assertThat(Traces.of(stage.suite())).isEqualTo(Traces.expected(List.of(), List.of()));
        assertThat(stage.dumpsHere()).isEmpty();
    }

    @Test
    void whatIsRestoredFromTheExportOfABackupIsWhatTheSourceHad() throws IOException {
        JsonNode export = stage.export(Map.of("source", Map.of("backupId", stage.backup())), "COMPLETED");

        List<String> names = export.path("dumps")
                .valueStream()
                .map(dump -> dump.path("database").asString())
                .toList();
        assertThat(names).containsExactlyInAnyOrder("postgres", "template1", "shop", ODD, LINES, LATIN);
        assertThat(export.path("dumps")
                        .valueStream()
                        .map(dump -> dump.path("state").asString()))
                .containsOnly("DELIVERED");
        try (SourceCluster fresh = SourceCluster.create()) {
            Command.runAs(
                    OsUsers.postgres(),
                    SourceCluster.bin("psql"),
                    "-qXh",
                    fresh.socketDirectory().toString(),
                    "-p",
                    Integer.toString(fresh.port()),
                    "-d",
                    "postgres",
                    "-f",
                    export.path("globals").asString());
            for (JsonNode dump : export.path("dumps")) {
                String name = dump.path("database").asString();
                if (!Set.of("postgres", "template1").contains(name)) {
                    restore(fresh, Path.of(dump.path("path").asString()), null);
                    assertThat(schema(fresh, name)).as(name).isEqualTo(schema(stage.source(), name));
                }
            }
            assertThat(fresh.database("postgres").contents())
                    .isEqualTo(stage.source().database("postgres").contents());
            assertThat(fresh.database("postgres").value("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'o''Brien%'"))
                    .isEqualTo("1");
        }
        JsonNode shop = dump(export, "shop");
        assertThat(files(Path.of(shop.path("path").asString())))
                .hasSize(shop.path("files").asInt());
        assertThat(download(export, "shop"))
                .isEqualTo(files(Path.of(shop.path("path").asString())));
        String odd =
                Path.of(dump(export, ODD).path("path").asString()).getFileName().toString();
        assertThat(download(export, odd)).containsKey("toc.dat");
        assertThat(Api.accepted(api.get("/api/v1/publications")).path("items"))
                .as("what was opened for the export alone is nobody's publication")
                .allMatch(listed -> listed.path("state").asString().equals("UNPUBLISHED"));

        assertThat(api.delete(path(export)).status()).isEqualTo(204);
        assertThat(api.get(path(export)).code()).isEqualTo("EXPORT_NOT_FOUND");
        assertThat(Path.of(shop.path("path").asString())).isDirectory();
    }

    @Test
    void tablesOfAPublicationComeWithTheirPartitionsAndTheChangesMadeInIt() {
        JsonNode publication = api.publish(Map.of("backupId", stage.backup()));
        String id = publication.path("id").asString();
        Database shop = Database.of(publication, "shop");
        shop.execute("UPDATE event SET note = 'changed' WHERE twice < 100");
        Database latin = Database.of(publication, LATIN);
        latin.execute("DELETE FROM \"tür\" WHERE v LIKE '%5'");

        JsonNode export = stage.export(
                Map.of(
                        "source",
                        Map.of("publicationId", id),
                        "databases",
                        List.of(
                                Map.of(
                                        "name",
                                        "shop",
                                        "tables",
                                        List.of("public.event", "\"Odd.Schema\".\"T \"\"ö\"\"\"")),
                                Map.of("name", LATIN, "tables", List.of("public.tür"))),
                        "jobs",
                        3,
                        "compression",
                        Map.of("algorithm", "NONE")),
                "COMPLETED");

        try (SourceCluster fresh = SourceCluster.create()) {
            fresh.database("postgres").execute("CREATE DATABASE shop", "CREATE DATABASE " + LATIN);
            fresh.database("shop").execute("CREATE SCHEMA \"Odd.Schema\"");
            restore(fresh, delivered(export, "shop"), "shop");
            restore(fresh, delivered(export, LATIN), LATIN);
            String sum = "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM ";
            for (String table : List.of("event", "event_old", "event_new", "\"Odd.Schema\".\"T \"\"ö\"\"\"")) {
                assertThat(fresh.database("shop").value(sum + table + " t")).isEqualTo(shop.value(sum + table + " t"));
            }
            assertThat(fresh.database("shop").value("SELECT to_regclass('big') IS NULL"))
                    .isEqualTo("t");
            assertThat(fresh.database(LATIN).column("SELECT v FROM \"tür\" ORDER BY v COLLATE \"C\""))
                    .isEqualTo(latin.column("SELECT v FROM \"tür\" ORDER BY v COLLATE \"C\""));
        }
        api.unpublish(publication);
    }

    @Test
    void aPublicationThatIsBeingReadStaysAsItIs() {
        JsonNode publication = api.publish(Map.of("backupId", stage.backup()));
        String path = "/api/v1/publications/" + publication.path("id").asString();
        JsonNode export = stage.begin(
                Map.of("source", Map.of("publicationId", publication.path("id").asString())));
        List<Long> mover = List.of(Long.valueOf(stage.suite().pid("mover-svc")));
        stage.awaitStep(export, "dump");
        Command.signal("STOP", mover);
        try {
            if (stage.isAt(export, "dump")) {
                assertThat(api.delete(path).code()).isEqualTo("PUBLICATION_IN_USE");
                assertThat(api.post(path + "/republish", Map.of("discardChanges", true))
                                .code())
                        .isEqualTo("PUBLICATION_IN_USE");
            }
        } finally {
            Command.signal("CONT", mover);
        }
        stage.awaitEnd(export, "COMPLETED");
        api.unpublish(publication);
    }

    @Test
    void whatCannotBeExportedIsRefusedByName() throws IOException {
        JsonNode closed = stage.export(
                Map.of("source", Map.of("backupId", stage.backup()), "databases", List.of("shop", "closed")), "FAILED");
        assertThat(closed.path("error").path("code").asString()).isEqualTo("DATABASE_NOT_CONNECTABLE");
        assertThat(closed.path("error").path("detail").asString()).endsWith("database closed");
        JsonNode unknown = stage.export(
                Map.of("source", Map.of("backupId", stage.backup()), "databases", List.of("shoppe")), "FAILED");
        assertThat(unknown.path("error").path("code").asString()).isEqualTo("DATABASE_NOT_FOUND");
        assertThat(unknown.path("error").path("detail").asString()).contains("shoppe");
        JsonNode table = stage.export(
                Map.of(
                        "source",
                        Map.of("backupId", stage.backup()),
                        "databases",
                        List.of(Map.of("name", "shop", "tables", List.of("public.nothing")))),
                "FAILED");
        assertThat(table.path("error").path("code").asString()).isEqualTo("TABLE_NOT_FOUND");
        Files.createFile(stage.place().resolve("foreign"));
        JsonNode full = stage.export(Map.of("source", Map.of("backupId", stage.backup())), stage.place(), "FAILED");
        assertThat(full.path("error").path("code").asString()).isEqualTo("TARGET_NOT_EMPTY");
        JsonNode forbidden =
                stage.export(Map.of("source", Map.of("backupId", stage.backup())), Path.of("/proc/dump"), "FAILED");
        assertThat(forbidden.path("error").path("code").asString()).isEqualTo("TARGET_UNUSABLE");
        assertThat(api.post("/api/v1/exports", Map.of("source", Map.of(), "target", Map.of("directory", "/x")))
                        .code())
                .isEqualTo("INVALID_VALUE");
        assertThat(api.post(
                                "/api/v1/exports",
                                Map.of("source", Map.of("publicationId", "none"), "target", Map.of("directory", "/x")))
                        .code())
                .isEqualTo("PUBLICATION_NOT_FOUND");
        assertThat(files(stage.place())).containsOnlyKeys("foreign");
    }

    @Test
    void aHostThatIsDownIsWaitedFor() {
        Api.accepted(api.put(
                "/api/v1/hosts/far", Map.of("mountUrl", "http://127.0.0.1:9", "moverUrl", "http://127.0.0.1:9")));
        Map<String, Object> request = new HashMap<>(Map.of("source", Map.of("backupId", stage.backup())));
        request.put("databases", List.of(ODD));
        request.put(
                "target",
                Map.of("host", "far", "directory", stage.place().resolve("out").toString()));
        JsonNode export = Api.accepted(api.post("/api/v1/exports", request));
        api.await(session(export), "WAITING_FOR_RETRY", Set.of("FAILED", "SUCCEEDED"));
        assertThat(api.delete("/api/v1/hosts/far").code()).isEqualTo("HOST_IN_USE");
        Api.accepted(api.put(
                "/api/v1/hosts/far",
                Map.of(
                        "mountUrl",
                        stage.suite().url("mount-svc"),
                        "moverUrl",
                        stage.suite().url("mover-svc"))));
        stage.awaitEnd(export, "COMPLETED");
        Api.accepted(api.delete(path(export)));
        Api.accepted(api.delete("/api/v1/hosts/far"));
    }

    /** Names and sizes. */
    private static Map<String, Long> files(Path directory) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                sizes.put(file.getFileName().toString(), Files.size(file));
            }
        }
        return sizes;
    }

    private Map<String, Long> download(JsonNode export, String name) throws IOException {
        Path unpacked = Files.createDirectory(stage.place().resolve("tar"));
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(stage.suite().url() + path(export) + "/dumps/" + name))
                    .header("Authorization", "Bearer " + stage.suite().token())
                    .build();
            HttpResponse<InputStream> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-tar");
            Process tar = new ProcessBuilder("tar", "-x", "-C", unpacked.toString(), "--strip-components=1")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream in = answer.body();
                    var out = tar.getOutputStream()) {
                in.transferTo(out);
            }
            assertThat(tar.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(tar.exitValue()).isZero();
            return files(unpacked);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            Command.run("rm", "-rf", unpacked.toString());
        }
    }
}
