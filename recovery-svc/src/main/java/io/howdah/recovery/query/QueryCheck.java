package io.howdah.recovery.query;

import io.howdah.openapi.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Refuses what would otherwise be passed over: a filter that is misspelled, empty or given twice would list what was
 * not asked for.
 */
@Component
class QueryCheck implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            Set<String> known = parametersOf(method);
            // Not getParameterMap(), which would read a body that calls itself a form.
            UriComponentsBuilder.newInstance()
                    .query(request.getQueryString())
                    .build()
                    .getQueryParams()
                    .forEach((name, values) -> check(name, values, known));
        }
        return true;
    }

    private static Set<String> parametersOf(HandlerMethod method) {
        return Arrays.stream(method.getMethodParameters())
                .map(parameter -> parameter.getParameterAnnotation(RequestParam.class))
                .filter(Objects::nonNull)
                .map(RequestParam::value)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void check(String name, List<@Nullable String> values, Set<String> known) {
        if (!known.contains(name)) {
            throw badRequest(
                    "UNKNOWN_PARAMETER",
                    "unknown parameter " + name,
                    known.isEmpty() ? "this call takes none" : "known here: " + String.join(", ", known));
        }
        if (values.size() > 1) {
            throw badRequest(
                    "INVALID_VALUE", "parameter " + name + " is given " + values.size() + " times", "give it once");
        }
        String value = values.getFirst();
        if (value == null || value.isEmpty()) {
            throw badRequest(
                    "INVALID_VALUE", "parameter " + name + " is empty", "give it a value, or leave the parameter out");
        }
    }

    private static ProblemException badRequest(String code, String detail, String hint) {
        return new ProblemException(HttpStatus.BAD_REQUEST, code, detail, hint);
    }
}
