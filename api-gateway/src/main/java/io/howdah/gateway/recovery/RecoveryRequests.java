package io.howdah.gateway.recovery;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * Makes requests to whichever recovery-svc takes them: bounded in time, but for event streams and downloads, which end
 * when either side leaves. When the gateway ends it does not wait for those, as they may take hours.
 */
final class RecoveryRequests implements ClientHttpRequestFactory, SmartLifecycle {

    private static final Pattern LONG = Pattern.compile("/api/v1/(?:sessions/[^/]+/events|exports/[^/]+/dumps/[^/]+)");

    private final RecoveryInstances instances;
    private final JdkClientHttpRequestFactory bounded;
    private final JdkClientHttpRequestFactory streaming;
    private final HttpClient streams;
    private volatile boolean running;

    RecoveryRequests(RecoveryInstances instances, Duration connectTimeout, Duration readTimeout) {
        this.instances = instances;
        bounded = new JdkClientHttpRequestFactory(client(connectTimeout));
        bounded.setReadTimeout(readTimeout);
        streams = client(connectTimeout);
        streaming = new JdkClientHttpRequestFactory(streams);
    }

    private static HttpClient client(Duration connectTimeout) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
        boolean unbounded = LONG.matcher(uri.getPath()).matches();
        return new RecoveryRequest(instances, unbounded ? streaming : bounded, uri, method, unbounded);
    }

    @Override
    public void start() {
        running = true;
    }

    /** Before the web server waits for the requests that are under way. */
    @Override
    public void stop() {
        running = false;
        streams.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
