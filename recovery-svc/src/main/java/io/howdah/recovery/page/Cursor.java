package io.howdah.recovery.page;

import io.howdah.openapi.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Where a page ended: opaque to clients, for one kind of list, the key of the last item to us. */
final class Cursor {

    private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private Cursor() {}

    static String encode(String list, String lastKey) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((list + ":" + lastKey).getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable String decode(String list, @Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            String prefix = list + ":";
            String key = text.startsWith(prefix) ? text.substring(prefix.length()) : "";
            if (KEY.matcher(key).matches()) {
                return key;
            }
        } catch (IllegalArgumentException notBase64) {
            // answered below, like every other cursor that is not ours
        }
        throw new ProblemException(
                HttpStatus.BAD_REQUEST,
                "INVALID_CURSOR",
                "the cursor is not one that the list of " + list + " gave out",
                "use nextCursor of the page before as it is, or leave the cursor out to begin again");
    }
}
