package io.howdah.gateway.recovery;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/** Makes requests to recovery-svc: bounded in time, but for event streams, which end when either side leaves. */
final class RecoveryRequests implements ClientHttpRequestFactory {

    private final JdkClientHttpRequestFactory bounded;
    private final JdkClientHttpRequestFactory streaming;

    RecoveryRequests(Duration connectTimeout, Duration readTimeout) {
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
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
        boolean events = uri.getPath().endsWith("/events");
        return (events ? streaming : bounded).createRequest(uri, method);
    }
}
