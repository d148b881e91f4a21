package io.howdah.recovery.agent;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.slf4j.MDC;
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

    /** Carries the session on whose behalf a call is made, for the agents' logs. */
    static final String SESSION_HEADER = "X-Howdah-Session";

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
                .requestInterceptor(AgentClient::nameSession)
                .build();
        this.proxies = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                .build();
    }

    <T> T of(Class<T> api) {
        return proxies.createClient(api);
    }

    private static ClientHttpResponse nameSession(
            HttpRequest request, byte[] body, ClientHttpRequestExecution execution) throws java.io.IOException {
        String session = MDC.get("session");
        if (session != null) {
            request.getHeaders().set(SESSION_HEADER, session);
        }
        return execution.execute(request, body);
    }
}
