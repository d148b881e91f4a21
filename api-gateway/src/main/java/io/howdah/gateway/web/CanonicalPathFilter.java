package io.howdah.gateway.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses paths that could be read in two ways. A route matches the path as it was sent, the service behind it may
 * decode and normalise it first; where both see the same there is nothing to smuggle. No path of the contract needs an
 * escape, a parameter, or an empty or dotted segment.
 */
final class CanonicalPathFilter extends OncePerRequestFilter {

    private static final Pattern CANONICAL = Pattern.compile("/|(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)+/?");

    private final ProblemWriter problems;

    CanonicalPathFilter(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (CANONICAL.matcher(request.getRequestURI()).matches()) {
            chain.doFilter(request, response);
            return;
        }
        problems.write(
                response,
                HttpStatus.BAD_REQUEST,
                "INVALID_PATH",
                "the path of the request is not canonical",
                "names consist of lower-case letters, digits, dot, underscore and hyphen; send them unescaped");
    }
}
