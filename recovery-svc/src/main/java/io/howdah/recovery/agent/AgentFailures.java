package io.howdah.recovery.agent;

import io.howdah.openapi.problem.ProblemException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Says what a failed call means. A 4xx problem is the agent's final word and comes through with its code; what may pass
 * ({@link AgentUnavailable}) is everything else, and the few 4xx that speak of a state that ends by itself.
 */
final class AgentFailures {

    private static final Set<Integer> PASSING_STATUS = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Set<String> PASSING_CODES = Set.of("MOUNT_BUSY", "MOUNT_UNMOUNTING");
    private static final String LOOK = "see whether it runs and what its log says";

    private final String agent;
    private final JsonMapper json;

    /** @param agent as it is named to people, such as {@code mover-svc at http://127.0.0.1:8083} */
    AgentFailures(String agent, JsonMapper json) {
        this.agent = agent;
        this.json = json;
    }

    ProblemException of(RestClientException failure) {
        return switch (failure) {
            case RestClientResponseException answer -> answered(answer);
            case ResourceAccessException access -> unreachable(access);
            default ->
                new AgentUnavailable(
                        "AGENT_ANSWER_UNREADABLE",
                        agent + " gave an answer that cannot be read",
                        LOOK,
                        Trouble.AGENT,
                        failure);
        };
    }

    private ProblemException unreachable(ResourceAccessException failure) {
        Throwable cause = failure.getMostSpecificCause();
        if (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException)
                || cause instanceof java.net.SocketTimeoutException) {
            return new AgentUnavailable(
                    "AGENT_TIMEOUT", agent + " does not answer in time", LOOK, Trouble.SLOW, failure);
        }
        return new AgentUnavailable(
                "AGENT_UNREACHABLE", agent + " cannot be reached: " + reason(cause), LOOK, Trouble.AGENT, failure);
    }

    private ProblemException answered(RestClientResponseException answer) {
        int status = answer.getStatusCode().value();
        if (status == HttpStatus.UNAUTHORIZED.value() || status == HttpStatus.FORBIDDEN.value()) {
            return new ProblemException(
                    HttpStatus.BAD_GATEWAY,
                    "AGENT_REFUSED_SECRET",
                    agent + " does not accept the suite secret",
                    "give recovery-svc and the agents the same secret file",
                    answer);
        }
        JsonNode problem = body(answer);
        String code = problem.path("code").asString("");
        String detail = problem.path("detail").asString("");
        String hint = problem.path("hint").asString("");
        boolean passing = PASSING_STATUS.contains(status) || PASSING_CODES.contains(code);
        if (code.isEmpty()) {
            String said = agent + " answered " + status + " without saying why";
            return passing
                    ? new AgentUnavailable("AGENT_ERROR", said, LOOK, Trouble.AGENT, retryAfter(answer), answer)
                    : new ProblemException(
                            HttpStatus.BAD_GATEWAY,
                            "AGENT_ERROR",
                            said,
                            "see whether the host's URLs are those of its agents",
                            answer);
        }
        return passing
                ? new AgentUnavailable(
                        code,
                        detail,
                        hint,
                        PASSING_CODES.contains(code) ? Trouble.THING : Trouble.SAID,
                        retryAfter(answer),
                        answer)
                : new ProblemException(HttpStatus.valueOf(status), code, detail, hint, answer);
    }

    private JsonNode body(RestClientResponseException answer) {
        try {
            JsonNode body = json.readTree(answer.getResponseBodyAsByteArray());
            return body.isObject() ? body : json.createObjectNode();
        } catch (JacksonException noJson) {
            return json.createObjectNode();
        }
    }

    private static @Nullable Duration retryAfter(RestClientResponseException answer) {
        HttpHeaders headers = answer.getResponseHeaders();
        return headers == null ? null : RetryAfter.in(headers);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
