package io.howdah.repository;

import io.howdah.repository.storage.Lock;
import io.howdah.repository.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * {@code repository.json}: that this is a repository, and of which format.
 *
 * @param format the highest one that its writers use
 */
record RepositoryFile(int format, String id) {

    private static final String PATH = "repository.json";
    private static final String LOCK = "lock";
    private static final int FORMAT = 1;
    private static final Set<String> NOTHING = Set.of(LOCK, "lost+found/");

    static RepositoryFile open(Storage storage) throws IOException {
        if (!storage.exists(PATH)) {
            create(storage);
        }
        JsonObject object = JsonObject.read(storage, PATH);
        RepositoryFile file = new RepositoryFile(object.integer("format"), object.get("id"));
        if (file.format() > FORMAT || file.format() < 1) {
            throw unsupported(
                    "repository " + storage + " has format " + file.format() + ", this program knows " + FORMAT,
                    "use a newer Howdah");
        }
        return file;
    }

    private static void create(Storage storage) throws IOException {
        List<String> others = storage.list("").stream()
                .filter(name -> !NOTHING.contains(name) && !name.equals(PATH))
                .toList();
        if (!others.isEmpty()) {
            throw unsupported(
                    storage + " is not empty and not a repository: it holds " + others.getFirst(),
                    "name an empty directory, or one that has repository.json");
        }
        try (Lock lock = storage.tryLock(LOCK, false)) {
            if (lock == null) {
                throw unsupported("repository " + storage + " is just being made by another process", "try again");
            }
            if (!storage.exists(PATH)) {
                new JsonObject(PATH)
                        .put("format", FORMAT)
                        .put("id", UUID.randomUUID())
                        .put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS))
                        .write(storage, PATH);
            }
        }
    }

    private static RepositoryException unsupported(String what, String hint) {
        return new RepositoryException(RepositoryException.Code.REPOSITORY_UNSUPPORTED, what, hint);
    }
}
