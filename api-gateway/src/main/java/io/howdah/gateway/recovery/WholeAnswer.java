package io.howdah.gateway.recovery;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** An answer of which nothing can be missing any more. */
record WholeAnswer(HttpStatusCode status, String statusText, HttpHeaders headers, byte[] body)
        implements ClientHttpResponse {

    /** Reads an answer to its end and closes it. */
    static WholeAnswer of(ClientHttpResponse answer) throws IOException {
        try (answer) {
            return new WholeAnswer(
                    answer.getStatusCode(),
                    answer.getStatusText(),
                    answer.getHeaders(),
                    answer.getBody().readAllBytes());
        }
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return status;
    }

    @Override
    public String getStatusText() {
        return statusText;
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public InputStream getBody() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public void close() {
        // it is read to its end
    }
}
