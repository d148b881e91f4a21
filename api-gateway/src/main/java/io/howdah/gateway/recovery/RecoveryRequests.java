package io.howdah.gateway.recovery;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * Makes requests to whichever recovery-svc takes them: bounded in time, but for event streams, which end when either
 * side leaves.
 */
final class RecoveryRequests implements ClientHttpRequestFactory {

    private final RecoveryInstances instances;
    private final JdkClientHttpRequestFactory bounded;
    private final JdkClientHttpRequestFactory streaming;

    RecoveryRequests(RecoveryInstances instances, Duration connectTimeout, Duration readTimeout) {
        this.instances = instances;
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        bounded = new JdkClientHttpRequestFactory(client);
        bounded.setReadTimeout(readTimeout);
        streaming = new JdkClientHttpRequestFactory(client);
    }

    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
        boolean events = uri.getPath().endsWith("/events");
        return new RecoveryRequest(instances, events ? streaming : bounded, uri, method);
    }
}
