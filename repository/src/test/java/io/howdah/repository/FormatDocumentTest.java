package io.howdah.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import io.howdah.repository.backup.BackupControl;
import io.howdah.repository.pack.Compression;
import io.howdah.repository.storage.DirectoryStorage;
import io.howdah.repository.stream.BackupStop;
import io.howdah.repository.stream.FileAnnouncement;
import io.howdah.repository.stream.FileEnd;
import io.howdah.repository.stream.FileKind;
import io.howdah.repository.stream.Pack;
import io.howdah.repository.stream.StreamEncoder;
import io.howdah.repository.stream.StreamHeader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.cbor.CBORMapper;

/** What is written is what docs/repository-format.md says, as another implementation of CBOR reads it. */
class FormatDocumentTest {

    private static final CBORMapper CBOR = new CBORMapper();
    private static final Pattern RULE = Pattern.compile("(?m)^([a-z-]+)\\s*= (\\{[^}]*}|\\[[^\\]]*])");
    private static final Pattern ITEM = Pattern.compile("\\[(\\d), bstr \\.cbor ([a-z-]+), ([a-z0-9]+)]");
    private static final Pattern FIELD = Pattern.compile("(\\? )?(\\d+) => ([^,]+),");

    private final Map<String, String> rules = new HashMap<>();

    @TempDir
    Path directory;

    private record Field(boolean optional, String type) {}

    @BeforeEach
    void readDocument() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "repository-format.md"));
        Matcher block = Pattern.compile("```cddl\n(.*?)```", Pattern.DOTALL).matcher(document);
        while (block.find()) {
            String text = block.group(1).replaceAll(";.*", "");
            Matcher rule = RULE.matcher(text);
            while (rule.find()) {
                rules.put(rule.group(1), rule.group(2));
            }
        }
        assertThat(rules).containsKeys("file", "file-map", "pack-map", "extent", "manifest", "row", "row-extras");
    }

    @Test
    void streamItemsAreAsDocumented() throws IOException {
        Map<Integer, String[]> items = new HashMap<>();
        rules.values().forEach(rule -> {
            Matcher item = ITEM.matcher(rule);
            if (item.matches()) {
                items.put(Integer.valueOf(item.group(1)), new String[] {item.group(2), item.group(3)});
            }
        });
        Set<Integer> seen = new HashSet<>();
        Map<String, Set<Integer>> keys = new HashMap<>();
        for (StreamEncoder.Mode mode : StreamEncoder.Mode.values()) {
            for (JsonNode item : sequence(new ByteArrayInputStream(stream(mode)))) {
                assertThat(item.size()).isEqualTo(3);
                String[] rule = items.get(item.get(0).intValue());
                assertThat(rule).as("type %s", item.get(0)).isNotNull();
                checkMap(rule[0], CBOR.readTree(item.get(1).binaryValue()), keys);
                assertThat(item.get(2).binaryValue().length > 0).isEqualTo(!rule[1].equals("empty"));
                seen.add(item.get(0).intValue());
            }
        }
        assertThat(seen).isEqualTo(items.keySet());
        keys.forEach((rule, found) -> assertThat(found)
                .as("every key of %s occurs", rule)
                .isEqualTo(fields(rule).keySet()));
    }

    @Test
    void theManifestIsAsDocumented() throws IOException {
        Repository repository = Repository.open(new DirectoryStorage(directory));
        BackupControl control = SampleBackup.take(
                repository,
                SampleBackup.CLUSTER,
                "b1",
                List.of(stream(StreamEncoder.Mode.PACKED)),
                Compression.DEFAULT);
        byte[] manifest = Files.readAllBytes(directory.resolve("clusters/demo/backups/b1/manifest.cbor.zst"));
        assertThat(control.manifestLength()).isEqualTo(manifest.length);
        List<JsonNode> items;
        try (ZstdInputStream plain = new ZstdInputStream(new ByteArrayInputStream(manifest)).setContinuous(true)) {
            items = sequence(plain);
        }
        JsonNode table = items.getLast();
        Map<String, Set<Integer>> keys = new HashMap<>();
        checkMap("manifest", table, keys);
        for (JsonNode row : table.get("5")) {
            if (row.size() > arity("row") - 1) {
                checkMap("row-extras", row.get(row.size() - 1), keys);
            }
            assertThat(row.size()).isBetween(arity("row") - 1, arity("row"));
        }
        assertThat(keys.get("row-extras")).containsExactlyInAnyOrder(1, 2);
        assertThat(items.subList(0, items.size() - 1))
                .isNotEmpty()
                .allSatisfy(section -> assertThat(section.size() % 6).isZero());
    }

    /** The items of an RFC 8742 sequence. */
    private static List<JsonNode> sequence(InputStream in) {
        List<JsonNode> items = new ArrayList<>();
        try (JsonParser parser = CBOR.createParser(in)) {
            while (parser.nextToken() != null) {
                items.add(parser.readValueAsTree());
            }
        }
        return items;
    }

    private void checkMap(String rule, JsonNode map, Map<String, Set<Integer>> keys) {
        Map<Integer, Field> fields = fields(rule);
        Set<Integer> found =
                map.propertyStream().map(e -> Integer.valueOf(e.getKey())).collect(Collectors.toSet());
        assertThat(fields.keySet()).as(rule).containsAll(found);
        fields.forEach((key, field) -> {
            if (!field.optional()) {
                assertThat(found).as(rule).contains(key);
            }
        });
        keys.computeIfAbsent(rule, r -> new HashSet<>()).addAll(found);
        found.forEach(key -> checkType(rule + "." + key, fields.get(key).type(), map.get(key.toString())));
    }

    private void checkType(String where, String type, JsonNode value) {
        Matcher list = Pattern.compile("\\[([+*]) ([a-z-]+)]").matcher(type);
        if (list.matches()) {
            assertThat(value.isArray()).as(where).isTrue();
            assertThat(value.size())
                    .as(where)
                    .isGreaterThanOrEqualTo(list.group(1).equals("+") ? 1 : 0);
            value.forEach(element -> checkType(where, list.group(2), element));
            return;
        }
        switch (type) {
            case "uint", "algorithm", "kind" ->
                assertThat(value.isIntegralNumber() && value.longValue() >= 0)
                        .as(where)
                        .isTrue();
            case "int" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
            case "tstr" -> assertThat(value.isString()).as(where).isTrue();
            case "bool" -> assertThat(value.isBoolean()).as(where).isTrue();
            case "row" -> assertThat(value.isArray()).as(where).isTrue();
            default -> assertThat(value.size()).as("%s: %s", where, type).isEqualTo(arity(type));
        }
    }

    /** Elements of an array rule, optional ones included. */
    private int arity(String rule) {
        return rules.get(rule).split(",").length;
    }

    private Map<Integer, Field> fields(String rule) {
        Map<Integer, Field> fields = new HashMap<>();
        Matcher field = FIELD.matcher(rules.get(rule));
        while (field.find()) {
            fields.put(
                    Integer.valueOf(field.group(2)),
                    new Field(field.group(1) != null, field.group(3).strip()));
        }
        return fields;
    }

    /** Every item with every key, but for the one that needs a parent. */
    private static byte[] stream(StreamEncoder.Mode mode) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StreamHeader header = new StreamHeader(3, Compression.DEFAULT, SampleBackup.PAGE);
        try (StreamEncoder encoder = new StreamEncoder(Channels.newChannel(bytes), header, mode, Pack.USUAL)) {
            FileAnnouncement file =
                    FileAnnouncement.file(300, "data/base/5/1259.1", FileKind.MAIN, 0600, 65536, SampleBackup.TIME, 1);
            encoder.announce(file);
            encoder.content(file, 0, ByteBuffer.allocate(65536));
            encoder.end(new FileEnd(300, 65536, List.of(3L)));
            encoder.announce(FileAnnouncement.link(301, "data/pg_tblspc/16390", SampleBackup.TIME, "/srv/fast"));
            encoder.announce(new FileAnnouncement(
                    302,
                    "data/base/5/1260",
                    FileKind.MAIN,
                    0600,
                    0,
                    SampleBackup.TIME,
                    0,
                    mode == StreamEncoder.Mode.RAW,
                    null));
            encoder.end(new FileEnd(302, 0, List.of()));
            encoder.stop(new BackupStop("0/2000100", 1, SampleBackup.TIME));
            encoder.control(SampleBackup.SOURCE.toText());
            encoder.finish();
        }
        return bytes.toByteArray();
    }
}
