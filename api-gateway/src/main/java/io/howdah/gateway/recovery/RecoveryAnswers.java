package io.howdah.gateway.recovery;

import io.howdah.openapi.problem.PayloadTooLargeException;
import io.howdah.openapi.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.server.mvc.common.MvcUtils;
import org.springframework.cloud.gateway.server.mvc.filter.SimpleFilterSupplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Lets through what recovery-svc answers, and says in the contract's words when it does not. */
@Component
public class RecoveryAnswers extends SimpleFilterSupplier {

    private static final String MAY_HAVE_WORKED =
            "look whether the request took effect before you repeat it, or repeat it with the same Idempotency-Key";

    public RecoveryAnswers() {
        super(RecoveryAnswers.class);
    }

    /** The route's filter {@code ProblemsOnly}: every failure reaches the client as a problem detail. */
    public static HandlerFilterFunction<ServerResponse, ServerResponse> problemsOnly() {
        return (request, next) -> {
            ServerResponse answer;
            try {
                answer = next.handle(request);
            } catch (ResourceAccessException e) {
                PayloadTooLargeException tooLarge = PayloadTooLargeException.in(e);
                throw tooLarge != null ? tooLarge : failure(e);
            }
            if (answer.statusCode().isError()
                    && !MediaType.APPLICATION_PROBLEM_JSON.isCompatibleWith(
                            answer.headers().getContentType())) {
                discard(request);
                throw faulty("recovery-svc answered " + answer.statusCode().value() + " without saying why", null);
            }
            return answer;
        };
    }

    private static ProblemException failure(ResourceAccessException e) {
        Throwable cause = e.getMostSpecificCause();
        return switch (RecoveryFailure.of(e)) {
            case NEVER_SENT ->
                new ProblemException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "RECOVERY_SVC_UNAVAILABLE",
                        "recovery-svc cannot be reached",
                        "see that it runs ('howdah status') and what its log says, then send the request again",
                        cause);
            case NO_ANSWER_IN_TIME ->
                new ProblemException(
                        HttpStatus.GATEWAY_TIMEOUT,
                        "RECOVERY_SVC_TIMEOUT",
                        "recovery-svc did not answer in time",
                        MAY_HAVE_WORKED,
                        cause);
            case BROKEN_OFF -> faulty("recovery-svc broke off before it had answered", cause);
        };
    }

    private static ProblemException faulty(String detail, @Nullable Throwable cause) {
        return new ProblemException(HttpStatus.BAD_GATEWAY, "RECOVERY_SVC_FAULTY", detail, MAY_HAVE_WORKED, cause);
    }

    private static void discard(ServerRequest request) {
        ClientHttpResponse response = MvcUtils.getAttribute(request, MvcUtils.CLIENT_RESPONSE_ATTR);
        if (response != null) {
            response.close();
        }
    }
}
