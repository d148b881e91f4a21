package io.howdah.mover.dump;

import io.howdah.openapi.secret.MoreCallers;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Lets another mover read one dump, and nothing else: the suite secret stays between recovery-svc and the agents. The
 * token is the dump's own, recovery-svc hands it over, and it ends with the dump.
 */
@Component
class DumpAccess implements MoreCallers {

    private static final Pattern PATH = Pattern.compile("/dumps/([a-z0-9][a-z0-9._-]{0,62})/(?:files|content)");
    private static final String SCHEME = "Bearer ";

    private final DumpRows rows;

    DumpAccess(DumpRows rows) {
        this.rows = rows;
    }

    @Override
    public boolean admit(HttpServletRequest request) {
        String given = request.getHeader(HttpHeaders.AUTHORIZATION);
        // Decoded and normalised by the container.
        Matcher path = PATH.matcher(request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), ""));
        return given != null
                && given.startsWith(SCHEME)
                && request.getMethod().equals("GET")
                && path.matches()
                && rows.findById(path.group(1))
                        .filter(row -> MessageDigest.isEqual(
                                bytes(row.token()),
                                bytes(given.substring(SCHEME.length()).strip())))
                        .isPresent();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
