package io.howdah.repository;

import io.howdah.repository.storage.ObjectReader;
import io.howdah.repository.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Small objects in JSON. Unknown fields are ignored. */
final class JsonObject {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final int LONGEST = 1 << 20;

    private JsonObject() {}

    static <T> T read(Storage storage, String path, Class<T> type) throws IOException {
        try (ObjectReader reader = storage.open(path)) {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(reader.size(), LONGEST));
            int length = reader.read(0, content);
            return MAPPER.readValue(content.array(), 0, length, type);
        } catch (JacksonException e) {
            throw new RepositoryException(
                    RepositoryException.Code.REPOSITORY_UNSUPPORTED,
                    path + " in " + storage + " cannot be read: " + e.getOriginalMessage(),
                    "restore it from a copy",
                    e);
        }
    }

    static void write(Storage storage, String path, Object value) throws IOException {
        storage.put(path, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value));
    }
}
