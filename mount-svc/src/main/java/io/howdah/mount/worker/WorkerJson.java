package io.howdah.mount.worker;

import io.howdah.mount.fs.ReadCount;
import io.howdah.mount.timing.OperationTimes;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON of specification file and control socket. Streaming only: data binding would double the time a worker needs
 * to start.
 */
public final class WorkerJson {

    private static final JsonFactory JSON = new JsonFactory();

    private WorkerJson() {}

    public static String write(WorkerSpec spec) {
        return line(json -> {
            json.writeStringProperty("id", spec.id());
            json.writeStringProperty("repository", spec.repository());
            json.writeStringProperty("cluster", spec.cluster());
            json.writeStringProperty("backupId", spec.backupId());
            json.writeStringProperty("mountPoint", spec.mountPoint());
            json.writeStringProperty("writeCache", spec.writeCache());
            json.writeNumberProperty("uid", spec.uid());
            json.writeNumberProperty("gid", spec.gid());
            json.writeBooleanProperty("allowOther", spec.allowOther());
            json.writeStringProperty("controlSocket", spec.controlSocket());
            json.writeNumberProperty("blockCacheBytes", spec.blockCacheBytes());
        });
    }

    /** @throws IllegalArgumentException when it is no JSON object, or lacks a member */
    public static WorkerSpec readSpec(String json) {
        Members members = new Members(read(json));
        return new WorkerSpec(
                members.text("id"),
                members.text("repository"),
                members.text("cluster"),
                members.text("backupId"),
                members.text("mountPoint"),
                members.text("writeCache"),
                Math.toIntExact(members.number("uid")),
                Math.toIntExact(members.number("gid")),
                members.flag("allowOther"),
                members.text("controlSocket"),
                members.number("blockCacheBytes"));
    }

    public static String write(WorkerRequest request) {
        return line(json -> json.writeStringProperty("op", request.op()));
    }

    /** @throws IllegalArgumentException when it is no JSON object, or lacks a member */
    public static WorkerRequest readRequest(String json) {
        return new WorkerRequest(new Members(read(json)).text("op"));
    }

    public static String write(WorkerStatus status) {
        return line(json -> {
            json.writeStringProperty("state", status.state().name());
            json.writeNumberProperty("pid", status.pid());
            json.writeBooleanProperty("durable", status.durable());
            writeNumbers(json, "timings", status.timings());
            WorkerError error = status.error();
            if (error != null) {
                json.writeObjectPropertyStart("error");
                json.writeStringProperty("code", error.code());
                json.writeStringProperty("detail", error.detail());
                if (error.hint() != null) {
                    json.writeStringProperty("hint", error.hint());
                }
                json.writeEndObject();
            }
            writeNumbers(json, "counters", status.counters());
        });
    }

    /** @throws IllegalArgumentException when it is no JSON object, or lacks a member */
    public static WorkerStatus readStatus(String json) {
        Members members = new Members(read(json));
        Members error = members.object("error");
        return new WorkerStatus(
                WorkerState.valueOf(members.text("state")),
                members.number("pid"),
                members.flag("durable"),
                members.numbers("timings"),
                error == null
                        ? null
                        : new WorkerError(error.text("code"), error.text("detail"), error.optionalText("hint")),
                members.numbers("counters"));
    }

    public static String write(WorkerMetrics metrics) {
        return line(json -> {
            json.writeObjectPropertyStart("reads");
            metrics.reads().forEach((source, count) -> {
                json.writeObjectPropertyStart(source);
                json.writeNumberProperty("blocks", count.blocks());
                json.writeNumberProperty("bytes", count.bytes());
                json.writeEndObject();
            });
            json.writeEndObject();
            json.writeNumberProperty("decompressionNanos", metrics.decompressionNanos());
            json.writeObjectPropertyStart("operations");
            metrics.operations().forEach((kind, times) -> {
                json.writeObjectPropertyStart(kind);
                json.writeNumberProperty("nanos", times.nanos());
                json.writeObjectPropertyStart("counts");
                times.counts().forEach((bound, count) -> json.writeNumberProperty(Long.toString(bound), count));
                json.writeEndObject();
                json.writeEndObject();
            });
            json.writeEndObject();
        });
    }

    /** @throws IllegalArgumentException when it is no JSON object, or lacks a member */
    public static WorkerMetrics readMetrics(String json) {
        Members members = new Members(read(json));
        Map<String, ReadCount> reads = new TreeMap<>();
        members.objects("reads")
                .forEach((source, count) ->
                        reads.put(source, new ReadCount(count.number("blocks"), count.number("bytes"))));
        Map<String, OperationTimes> operations = new TreeMap<>();
        members.objects("operations").forEach((kind, times) -> {
            SortedMap<Long, Long> counts = new TreeMap<>();
            times.numbers("counts").forEach((bound, count) -> counts.put(Long.valueOf(bound), count));
            operations.put(kind, new OperationTimes(times.number("nanos"), counts));
        });
        return new WorkerMetrics(reads, members.number("decompressionNanos"), operations);
    }

    private static void writeNumbers(JsonGenerator json, String name, Map<String, Long> numbers) {
        json.writeObjectPropertyStart(name);
        numbers.forEach(json::writeNumberProperty);
        json.writeEndObject();
    }

    private interface Body {
        void writeTo(JsonGenerator json);
    }

    private static String line(Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            body.writeTo(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static Map<String, Object> read(String text) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object: " + text);
            }
            return readObject(json);
        } catch (StreamReadException e) {
            throw new IllegalArgumentException("not a JSON object: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, Object> readObject(JsonParser json) {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            switch (json.nextToken()) {
                case START_OBJECT -> members.put(name, readObject(json));
                case VALUE_STRING -> members.put(name, json.getString());
                case VALUE_NUMBER_INT -> members.put(name, json.getLongValue());
                case VALUE_TRUE -> members.put(name, true);
                case VALUE_FALSE -> members.put(name, false);
                case VALUE_NULL -> members.remove(name);
                default -> throw new IllegalArgumentException("member " + name + " has a value of no known kind");
            }
        }
        return members;
    }

    private record Members(Map<String, Object> values) {

        String text(String name) {
            return member(name, String.class);
        }

        @Nullable String optionalText(String name) {
            return values.containsKey(name) ? member(name, String.class) : null;
        }

        long number(String name) {
            return member(name, Long.class);
        }

        boolean flag(String name) {
            return member(name, Boolean.class);
        }

        @SuppressWarnings("unchecked")
        @Nullable Members object(String name) {
            return values.containsKey(name) ? new Members(member(name, Map.class)) : null;
        }

        @SuppressWarnings("unchecked")
        Map<String, Members> objects(String name) {
            Map<String, Members> objects = new LinkedHashMap<>();
            Members object = new Members(member(name, Map.class));
            object.values.keySet().forEach(key -> objects.put(key, new Members(object.member(key, Map.class))));
            return objects;
        }

        Map<String, Long> numbers(String name) {
            Map<String, Long> numbers = new LinkedHashMap<>();
            Members object = object(name);
            if (object != null) {
                object.values.keySet().forEach(key -> numbers.put(key, object.number(key)));
            }
            return numbers;
        }

        private <T> T member(String name, Class<T> type) {
            Object value = values.get(name);
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException(
                        "member " + name + (value == null ? " is missing" : " is not a " + type.getSimpleName()));
            }
            return type.cast(value);
        }
    }
}
