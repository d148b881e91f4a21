package io.howdah.repository;

import io.howdah.repository.storage.ObjectReader;
import io.howdah.repository.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A small, flat object in JSON. Read and written token by token: loading the classes of data binding would take a mount
 * longer than opening the backup.
 */
final class JsonObject {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST = 1 << 20;

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final String where;

    /** @param where how messages name it */
    JsonObject(String where) {
        this.where = where;
    }

    static JsonObject read(Storage storage, String path) throws IOException {
        JsonObject object = new JsonObject(path + " in " + storage);
        try (ObjectReader reader = storage.open(path)) {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(reader.size(), LONGEST));
            int length = reader.read(0, content);
            object.parse(content.array(), length);
        } catch (JacksonException e) {
            throw object.unreadable(e.getOriginalMessage());
        }
        return object;
    }

    private void parse(byte[] content, int length) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), content, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable("it is not an object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (parser.nextToken().isScalarValue()) {
                    fields.put(name, parser.getString());
                } else {
                    parser.skipChildren(); // of a newer version
                }
            }
        }
    }

    JsonObject put(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    String get(String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw unreadable(name + " is missing");
        }
        return value.toString();
    }

    int integer(String name) {
        try {
            return Integer.parseInt(get(name));
        } catch (NumberFormatException e) {
            throw unreadable(name + " is not a number");
        }
    }

    private RepositoryException unreadable(String why) {
        return new RepositoryException(
                RepositoryException.Code.REPOSITORY_UNSUPPORTED,
                where + " cannot be read: " + why,
                "restore it from a copy");
    }

    void write(Storage storage, String path) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
            generator.writeStartObject();
            fields.forEach((name, value) -> {
                if (value instanceof Integer number) {
                    generator.writeNumberProperty(name, number);
                } else {
                    generator.writeStringProperty(name, value.toString());
                }
            });
            generator.writeEndObject();
        }
        storage.put(path, bytes.toByteArray());
    }
}
