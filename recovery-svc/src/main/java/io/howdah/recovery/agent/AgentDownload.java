package io.howdah.recovery.agent;

import io.howdah.openapi.log.LogContext;
import io.howdah.openapi.log.RequestId;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientResponseException;

/** Opens what an agent has for reading. Only the beginning of the answer is bounded in time, and nothing is held. */
final class AgentDownload {

    private static final int LONGEST_PROBLEM = 1 << 16;

    private final HttpClient http;
    private final AgentFailures failures;
    private final URI url;
    private final String secret;
    private final Duration timeout;

    AgentDownload(HttpClient http, AgentFailures failures, URI url, String secret, Duration timeout) {
        this.http = http;
        this.failures = failures;
        this.url = url;
        this.secret = secret;
        this.timeout = timeout;
    }

    InputStream open(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(timeout)
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + secret);
        String id = MDC.get(LogContext.REQUEST);
        if (id != null) {
            request.header(RequestId.HEADER, id);
        }
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() == HttpStatus.OK.value()) {
                return answer.body();
            }
            try (InputStream problem = answer.body()) {
                throw failures.of(new RestClientResponseException(
                        "refused",
                        answer.statusCode(),
                        "",
                        null,
                        problem.readNBytes(LONGEST_PROBLEM),
                        StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw failures.of(new ResourceAccessException("no answer", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + path + " was opened", e);
        }
    }
}
