package io.howdah.openapi.log;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The session that a request between services is about: in a call, on whose behalf it is made; in an answer, which one
 * it began. Behind the check of the secret, so that only the suite names sessions.
 */
public final class SessionHeader extends OncePerRequestFilter {

    public static final String NAME = "X-Howdah-Session";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        @Nullable String session = request.getHeader(NAME);
        try (var _ = LogContext.with(LogContext.SESSION, RequestId.isUsable(session) ? session : null)) {
            chain.doFilter(request, response);
        }
    }

    /** Tells the caller of the present request, if there is one, that it began a session. */
    public static void answer(String session) {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes present) {
            @Nullable HttpServletResponse response = present.getResponse();
            if (response != null) {
                response.setHeader(NAME, session);
            }
        }
    }
}
