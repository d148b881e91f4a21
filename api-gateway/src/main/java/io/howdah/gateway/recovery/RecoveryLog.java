package io.howdah.gateway.recovery;

import io.howdah.openapi.log.LogContext;
import io.howdah.openapi.log.RequestId;
import io.howdah.openapi.log.SessionHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.server.mvc.filter.SimpleFilterSupplier;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Writes down the requests that may have changed something, and the sessions they began. */
@Component
public class RecoveryLog extends SimpleFilterSupplier {

    private static final Logger LOG = LoggerFactory.getLogger(RecoveryLog.class);

    public RecoveryLog() {
        super(RecoveryLog.class);
    }

    /** The route's filter {@code LoggedChanges}. Failures are logged where they become problems. */
    public static HandlerFilterFunction<ServerResponse, ServerResponse> loggedChanges() {
        return (request, next) -> {
            long begun = System.nanoTime();
            ServerResponse answer = next.handle(request);
            answer.headers().remove(RequestId.HEADER); // the gateway's own answer has it
            if (!request.method().equals(HttpMethod.GET)) {
                try (var _ =
                        LogContext.with(LogContext.SESSION, answer.headers().getFirst(SessionHeader.NAME))) {
                    LOG.info(
                            "{} {} answered {} after {} ms",
                            request.method(),
                            request.path(),
                            answer.statusCode().value(),
                            (System.nanoTime() - begun) / 1_000_000);
                }
            }
            answer.headers().remove(SessionHeader.NAME);
            return answer;
        };
    }
}
