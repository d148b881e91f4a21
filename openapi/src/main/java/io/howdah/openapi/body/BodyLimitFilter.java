package io.howdah.openapi.body;

import io.howdah.openapi.problem.PayloadTooLargeException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bounds the body of every request: one that announces too much is answered at once, one that announces nothing
 * (chunked) fails in whoever reads past the limit, and that failure is answered alike.
 */
final class BodyLimitFilter extends OncePerRequestFilter {

    private final BodyProperties properties;
    private final JsonMapper json;

    BodyLimitFilter(BodyProperties properties, JsonMapper json) {
        this.properties = properties;
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // Decoded and normalised by the container, which getRequestURI is not.
        long limit = properties.limit(request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), ""));
        if (request.getContentLengthLong() > limit) {
            refuse(response, new PayloadTooLargeException(limit));
            return;
        }
        try {
            chain.doFilter(new LimitedRequest(request, limit), response);
        } catch (IOException | ServletException | RuntimeException e) {
            PayloadTooLargeException tooLarge = PayloadTooLargeException.in(e);
            if (tooLarge == null || response.isCommitted()) {
                throw e;
            }
            response.reset();
            refuse(response, tooLarge);
        }
    }

    private void refuse(HttpServletResponse response, PayloadTooLargeException tooLarge) throws IOException {
        var problem = tooLarge.toProblemDetail();
        response.setStatus(problem.getStatus());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        // Nobody reads the rest of the body, so the connection cannot serve another request.
        response.setHeader(HttpHeaders.CONNECTION, "close");
        json.writeValue(response.getOutputStream(), problem);
    }
}
