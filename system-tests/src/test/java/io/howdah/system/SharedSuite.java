package io.howdah.system;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import tools.jackson.databind.JsonNode;

/**
 * Lends one {@link Suite} to all test classes of this JVM that need no settings of their own: to start it takes longer
 * than some of them. What a class has left in it is removed before the next one gets it.
 */
final class SharedSuite implements ParameterResolver, AfterAllCallback {

    private static final Namespace OURS = Namespace.create(SharedSuite.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Suite.class;
    }

    @Override
    public Suite resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return store(context).computeIfAbsent(Suite.class, absent -> Suite.start(), Suite.class);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Suite suite = lent(context);
        if (suite == null) {
            return;
        }
        try {
            empty(suite.api());
        } catch (AssertionError | RuntimeException e) {
            store(context).remove(Suite.class);
            suite.close();
            throw e;
        }
    }

    /** Closed by JUnit when all test classes of this JVM are over. */
    private static Store store(ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, OURS);
    }

    private static @Nullable Suite lent(ExtensionContext context) {
        return store(context).get(Suite.class, Suite.class);
    }

    private static void empty(Api api) {
        delete(api, "restores", "id", list(api, "restores"));
        delete(api, "exports", "id", list(api, "exports"));
        List<JsonNode> published = list(api, "publications")
                .filter(publication -> !publication.path("state").asString().equals("UNPUBLISHED"))
                .toList();
        delete(api, "publications", "id", published.stream());
        published.forEach(publication -> api.await(
                "/api/v1/publications/" + publication.path("id").asString(), "UNPUBLISHED", Set.of("FAILED")));
        delete(api, "backups", "id", list(api, "backups"));
        delete(api, "clusters", "name", list(api, "clusters"));
        delete(
                api,
                "hosts",
                "name",
                list(api, "hosts").filter(host -> !name(host).equals("local")));
    }

    private static String name(JsonNode host) {
        return host.path("name").asString();
    }

    private static Stream<JsonNode> list(Api api, String what) {
        return Api.accepted(api.get("/api/v1/" + what + "?limit=1000"))
                .path("items")
                .valueStream();
    }

    private static void delete(Api api, String what, String key, Stream<JsonNode> items) {
        items.forEach(item ->
                Api.accepted(api.delete("/api/v1/" + what + "/" + item.path(key).asString())));
    }
}
