package io.howdah.openapi.log;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request an id, the caller's own if it sent a usable one, which the answer and the log lines of all
 * services carry.
 */
public final class RequestId extends OncePerRequestFilter {

    public static final String HEADER = "X-Request-Id";

    /** Nothing that could forge a line of a log. */
    private static final Pattern USABLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String sent = request.getHeader(HEADER);
        String id = isUsable(sent)
                ? sent
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        response.setHeader(HEADER, id);
        try (var _ = LogContext.with(LogContext.REQUEST, id)) {
            chain.doFilter(request, response);
        }
    }

    static boolean isUsable(@Nullable String id) {
        return id != null && USABLE.matcher(id).matches();
    }
}
