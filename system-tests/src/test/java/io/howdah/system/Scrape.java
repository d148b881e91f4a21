package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a service told Prometheus.
 *
 * @param families by name
 * @param samples by name and labels, the labels in order of their names: {@code name{a="1",b="2"}}
 */
record Scrape(Map<String, Family> families, Map<String, Double> samples) {

    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern PART = Pattern.compile("_(?:count|sum|bucket)$");

    /** @param labels but for those that its type brings, such as {@code le} */
    record Family(String type, Set<String> labels) {}

    static Scrape of(Suite suite, String service) {
        HttpResponse<String> answer = answer(suite, service, suite.secretFor(service));
        if (answer.statusCode() != 200) {
            throw new AssertionError(service + " answers " + answer.statusCode() + ": " + answer.body());
        }
        return parse(answer.body());
    }

    static HttpResponse<String> answer(Suite suite, String service, String secret) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(suite.url(service) + "/actuator/prometheus"))
                            .header("Authorization", "Bearer " + secret)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Scrape parse(String text) {
        Map<String, String> types = new LinkedHashMap<>();
        Map<String, Family> families = new TreeMap<>();
        Map<String, Double> samples = new TreeMap<>();
        for (String line : text.lines().toList()) {
            var type = TYPE.matcher(line);
            var sample = SAMPLE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (sample.matches()) {
                String name = sample.group(1);
                Map<String, String> labels = labels(sample.group(2));
                samples.put(key(name, labels), Double.valueOf(sample.group(3)));
                String family =
                        types.containsKey(name) ? name : PART.matcher(name).replaceFirst("");
                labels.remove("le");
                families.computeIfAbsent(family, f -> new Family(types.get(f), new TreeSet<>()))
                        .labels()
                        .addAll(labels.keySet());
            }
        }
        return new Scrape(families, samples);
    }

    private static Map<String, String> labels(String text) {
        return text == null
                ? new TreeMap<>()
                : LABEL.matcher(text)
                        .results()
                        .collect(Collectors.toMap(
                                (MatchResult label) -> label.group(1),
                                label -> label.group(2),
                                (one, other) -> other,
                                TreeMap::new));
    }

    private static String key(String name, Map<String, String> labels) {
        return labels.isEmpty()
                ? name
                : labels.entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                        .collect(Collectors.joining(",", name + "{", "}"));
    }

    /** @param labels names and values in turn */
    double value(String name, String... labels) {
        Double value = find(name, labels);
        if (value == null) {
            throw new AssertionError("there is no " + name + " " + String.join(" ", labels) + " in " + samples);
        }
        return value;
    }

    /** 0 when it is not there (yet). */
    double valueOrZero(String name, String... labels) {
        Double value = find(name, labels);
        return value == null ? 0 : value;
    }

    private Double find(String name, String... labels) {
        Map<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            sorted.put(labels[i], labels[i + 1]);
        }
        return samples.get(key(name, sorted));
    }
}
