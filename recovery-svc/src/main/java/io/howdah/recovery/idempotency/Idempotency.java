package io.howdah.recovery.idempotency;

import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.state.State;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Does a request once for each key. Key and outcome are committed together, and the primary key of the table lets only
 * one of two simultaneous requests through; the other answers with what the first made.
 */
@Component
public class Idempotency {

    private final IdempotencyKeyRepository keys;
    private final State state;
    private final JsonMapper json;
    private final Clock clock;

    Idempotency(IdempotencyKeyRepository keys, State state, JsonMapper json, Clock clock) {
        this.keys = keys;
        this.state = state;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Runs the work in a transaction, unless the key was seen before.
     *
     * @param operation what is done; keys of different operations do not meet
     * @param body the request, of which a hash is kept
     * @param work makes the resource and returns its id
     * @return the id of the resource, new or made by the former request
     */
    public String once(String operation, @Nullable String key, Object body, Supplier<String> work) {
        return once(operation, key, body, () -> work, Supplier::get);
    }

    /**
     * The same for work that needs something which is not to be waited for in a transaction.
     *
     * @param preparation runs before the transaction, unless the key was seen before
     */
    public <T> String once(
            String operation, @Nullable String key, Object body, Supplier<T> preparation, Function<T, String> work) {
        if (key == null) {
            T prepared = preparation.get();
            return state.change(() -> work.apply(prepared));
        }
        var id = new IdempotencyKey.Id(operation, key);
        String hash = hash(body);
        Optional<String> former = former(id, hash);
        if (former.isPresent()) {
            return former.get();
        }
        try {
            T prepared = preparation.get();
            return state.change(() -> {
                String resource = work.apply(prepared);
                keys.saveAndFlush(new IdempotencyKey(id, hash, resource, clock.instant()));
                return resource;
            });
        } catch (DataIntegrityViolationException | ConcurrencyFailureException | ProblemException e) {
            // Another request with this key may have been faster, and then its outcome is ours as well.
            return former(id, hash).orElseThrow(() -> e);
        }
    }

    private Optional<String> former(IdempotencyKey.Id id, String hash) {
        return state.read(() -> keys.findById(id)).map(known -> {
            if (!known.requestHash().equals(hash)) {
                throw ProblemException.unprocessable(
                        "IDEMPOTENCY_KEY_REUSED",
                        "the Idempotency-Key " + id.key() + " came before with another body",
                        "use a new key for a new request");
            }
            return known.resourceId();
        });
    }

    private String hash(Object body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
