package io.howdah.gateway.recovery;

import io.howdah.openapi.log.LogContext;
import io.howdah.openapi.log.RequestId;
import io.howdah.openapi.log.SessionHeader;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.MDC;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * Replaces the user's token by the suite's secret and says on whose behalf the request comes and under which id.
 * Whatever the client sent under these names is dropped.
 */
final class RecoveryHeaders implements RequestHttpHeadersFilter, Ordered {

    /** Who asked, for the session's record. */
    static final String INITIATOR = "X-Howdah-Initiator";

    private final String secret;

    RecoveryHeaders(String secret) {
        this.secret = secret;
    }

    @Override
    public HttpHeaders apply(HttpHeaders sent, ServerRequest request) {
        HttpServletRequest servlet = request.servletRequest();
        HttpHeaders headers = HttpHeaders.copyOf(sent);
        headers.remove(HttpHeaders.COOKIE);
        headers.remove("Forwarded");
        headers.setBearerAuth(secret);
        headers.remove(SessionHeader.NAME);
        headers.set(RequestId.HEADER, MDC.get(LogContext.REQUEST));
        headers.set(INITIATOR, "token@" + servlet.getRemoteAddr());
        headers.set("X-Forwarded-For", servlet.getRemoteAddr());
        headers.set("X-Forwarded-Proto", servlet.getScheme());
        headers.set("X-Forwarded-Host", servlet.getServerName());
        headers.set("X-Forwarded-Port", Integer.toString(servlet.getServerPort()));
        return headers;
    }

    /** After the library's own, one of which removes every X-Forwarded header. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
