package io.howdah.recovery.agent;

import io.howdah.openapi.fence.Fences;
import io.howdah.openapi.log.LogContext;
import io.howdah.openapi.log.RequestId;
import io.howdah.openapi.log.SessionHeader;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import tools.jackson.databind.json.JsonMapper;

/** Makes clients of the generated interfaces for one agent: its address, the suite secret, a time limit. */
final class AgentClient {

    private static final Set<HttpMethod> MAKES_OR_REMOVES = Set.of(HttpMethod.PUT, HttpMethod.DELETE);

    private final HttpServiceProxyFactory proxies;

    AgentClient(HttpClient http, JsonMapper json, URI url, String secret, Duration readTimeout) {
        var requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(readTimeout);
        RestClient client = RestClient.builder()
                .requestFactory(requests)
                .configureMessageConverters(
                        converters -> converters.withJsonConverter(new JacksonJsonHttpMessageConverter(json)))
                .baseUrl(url)
                .defaultHeaders(headers -> headers.setBearerAuth(secret))
                .requestInterceptor(AgentClient::sayWhatItIsFor)
                .build();
        this.proxies = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                .build();
    }

    <T> T of(Class<T> api) {
        return proxies.createClient(api);
    }

    /** The session on whose behalf a call is made, or the request that waits for it, and the number of a step. */
    private static ClientHttpResponse sayWhatItIsFor(
            HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws java.io.IOException {
        set(request, SessionHeader.NAME, MDC.get(LogContext.SESSION));
        set(request, RequestId.HEADER, MDC.get(LogContext.REQUEST));
        Long fence = Fence.number();
        if (fence != null && MAKES_OR_REMOVES.contains(request.getMethod())) {
            set(request, Fences.HEADER, fence.toString());
        }
        return execution.execute(request, body);
    }

    private static void set(HttpRequest request, String header, @Nullable String value) {
        if (value != null) {
            request.getHeaders().set(header, value);
        }
    }
}
