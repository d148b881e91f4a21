package io.howdah.openapi.secret;

import io.howdah.openapi.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/** Lets in who shows the secret as a bearer token (RFC 6750); answers everybody else with 401. */
public final class BearerFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";

    private final byte[] secret;
    private final String hint;
    private final Predicate<HttpServletRequest> open;
    private final JsonMapper json;

    /**
     * @param hint where the caller finds the secret
     * @param open the requests that need none, such as health
     */
    public BearerFilter(String secret, String hint, Predicate<HttpServletRequest> open, JsonMapper json) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.hint = hint;
        this.open = open;
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (open.test(request) || matches(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            chain.doFilter(request, response);
            return;
        }
        response.setStatus(HttpStatus.UNAUTHORIZED.value());
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"howdah\"");
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(
                response.getOutputStream(),
                Problems.detail(
                        HttpStatus.UNAUTHORIZED, "UNAUTHORIZED", "the request carries no valid bearer token", hint));
    }

    private boolean matches(@Nullable String header) {
        return header != null
                && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        secret, header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
    }
}
