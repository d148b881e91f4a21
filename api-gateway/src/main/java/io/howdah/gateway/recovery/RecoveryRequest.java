package io.howdah.gateway.recovery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Iterator;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A request that goes to one recovery-svc after the other until one answers, as far as that cannot do anything twice:
 * one that was never sent may always go on; one whose connection broke only when doing it again is the same as doing it
 * once; one that may still be worked on only when it changes nothing, or it could take effect after a later one.
 *
 * <p>An answer that is not a stream is read to its end first: one that breaks off in the middle is no answer, and could
 * not be told from a whole one once its beginning has been passed on.
 */
final class RecoveryRequest extends AbstractClientHttpRequest {

    private static final Logger LOG = LoggerFactory.getLogger(RecoveryRequest.class);

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(HttpMethod.PUT, HttpMethod.DELETE);

    private final RecoveryInstances instances;
    private final ClientHttpRequestFactory client;
    private final URI uri;
    private final HttpMethod method;
    private final boolean streams;
    // Whole, as it may be sent more than once; howdah.body.max-size bounds it.
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** @param streams whether the answer may be endless */
    RecoveryRequest(
            RecoveryInstances instances, ClientHttpRequestFactory client, URI uri, HttpMethod method, boolean streams) {
        this.instances = instances;
        this.streams = streams;
        this.client = client;
        this.uri = uri;
        this.method = method;
    }

    @Override
    public HttpMethod getMethod() {
        return method;
    }

    @Override
    public URI getURI() {
        return uri;
    }

    @Override
    protected OutputStream getBodyInternal(HttpHeaders headers) {
        return body;
    }

    @Override
    protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
        Iterator<RecoveryInstance> order = instances.inTurn().iterator();
        while (true) {
            RecoveryInstance instance = order.next();
            try {
                return send(instance, headers);
            } catch (IOException e) {
                RecoveryFailure failure = RecoveryFailure.of(e);
                if (failure == RecoveryFailure.NEVER_SENT) {
                    instance.found(false, e.toString());
                }
                if (!order.hasNext() || !mayGoOn(failure, headers)) {
                    throw e;
                }
                LOG.info("{} {}: {}, {}; the next one is asked", method, uri.getPath(), instance, failure);
            }
        }
    }

    private ClientHttpResponse send(RecoveryInstance instance, HttpHeaders headers) throws IOException {
        ClientHttpRequest request = client.createRequest(instance.resolve(uri), method);
        request.getHeaders().putAll(headers);
        if (body.size() > 0) {
            request.getHeaders().setContentLength(body.size());
            body.writeTo(request.getBody());
        }
        ClientHttpResponse answer = request.execute();
        return streams ? answer : WholeAnswer.of(answer);
    }

    private boolean mayGoOn(RecoveryFailure failure, HttpHeaders headers) {
        return switch (failure) {
            case NEVER_SENT -> true;
            case BROKEN_OFF ->
                SAFE.contains(method) || IDEMPOTENT.contains(method) || headers.containsHeader("Idempotency-Key");
            case NO_ANSWER_IN_TIME -> SAFE.contains(method);
        };
    }
}
