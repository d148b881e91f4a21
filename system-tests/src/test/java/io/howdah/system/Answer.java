package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer as a document shows it. Ids, times, LSNs, versions and numbers of more than three digits are examples: the
 * true answer has others. Three dots stand for anything.
 */
sealed interface Answer {

    void check(String output);

    static Answer of(String kind, String text) {
        return kind.equals("json")
                ? new Json(values(text))
                : new Lines(text.lines().filter(line -> !line.isBlank()).toList());
    }

    /** JSON values, each with the fields that are shown and maybe others. */
    record Json(List<JsonNode> expected) implements Answer {

        private static final BigDecimal LARGEST_MEANT = BigDecimal.valueOf(999);

        @Override
        public void check(String output) {
            List<JsonNode> actual = values(output);
            assertThat(actual).as(output).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                check(expected.get(i), actual.get(i), "");
            }
        }

        private static void check(JsonNode expected, JsonNode actual, String where) {
            if (expected.isObject()) {
                expected.properties()
                        .forEach(field ->
                                check(field.getValue(), actual.path(field.getKey()), where + "." + field.getKey()));
            } else if (expected.isArray()) {
                assertThat(actual.size()).as(where).isEqualTo(expected.size());
                for (int i = 0; i < expected.size(); i++) {
                    check(expected.get(i), actual.path(i), where + "[" + i + "]");
                }
            } else if (expected.isNumber() && expected.decimalValue().compareTo(LARGEST_MEANT) <= 0) {
                assertThat(actual.isNumber() ? actual.decimalValue() : null)
                        .as(where)
                        .isEqualByComparingTo(expected.decimalValue());
            } else {
                assertThat(actual.getNodeType()).as(where).isEqualTo(expected.getNodeType());
                assertThat(actual.asString()).as(where).matches(pattern(expected.asString()));
            }
        }
    }

    /** Lines that come in this order, maybe with others between them. */
    record Lines(List<String> expected) implements Answer {

        @Override
        public void check(String output) {
            List<String> left = new ArrayList<>(output.lines().toList());
            for (String line : expected) {
                Pattern wanted = pattern(line);
                while (!left.isEmpty() && !wanted.matcher(left.getFirst()).matches()) {
                    left.removeFirst();
                }
                assertThat(left).as("%s%n...in...%n%s", line, output).isNotEmpty();
                left.removeFirst();
            }
        }
    }

    private static List<JsonNode> values(String text) {
        ObjectReader reader = JsonMapper.shared().readerFor(JsonNode.class);
        try (var values = reader.<JsonNode>readValues(text)) {
            return values.readAll();
        }
    }

    /** Matches what differs from the example only where examples do. */
    private static Pattern pattern(String example) {
        StringBuilder pattern = new StringBuilder();
        Matcher varying = Varying.ANY.matcher(example);
        int end = 0;
        while (varying.find()) {
            pattern.append(Pattern.quote(example.substring(end, varying.start())));
            pattern.append(Varying.at(varying).truth);
            end = varying.end();
        }
        return Pattern.compile(
                pattern.append(Pattern.quote(example.substring(end))).toString(), Pattern.DOTALL);
    }

    /** What is another thing each time: how an example looks, and the truth. */
    enum Varying {
        ID("\\d{8}t\\d{6}-[a-z0-9]{6}"),
        TIME("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z"),
        LSN("\\b[0-9A-F]+/[0-9A-F]+\\b"),
        VERSION("\\b\\d+[.]\\d+\\b(?![.])", "\\d+(?:[.]\\d+)*"),
        NUMBER("\\d{4,}", "\\d+"),
        ANYTHING("[.]{3}", ".*");

        private static final Pattern ANY = Pattern.compile(Arrays.stream(values())
                .map(kind -> "(?<" + kind + ">" + kind.example + ")")
                .collect(Collectors.joining("|")));

        private final String example;
        private final String truth;

        Varying(String both) {
            this(both, both);
        }

        Varying(String example, String truth) {
            this.example = example;
            this.truth = truth;
        }

        private static Varying at(Matcher found) {
            return Arrays.stream(values())
                    .filter(kind -> found.group(kind.name()) != null)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
