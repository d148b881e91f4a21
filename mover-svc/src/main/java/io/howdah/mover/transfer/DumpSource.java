package io.howdah.mover.transfer;

import io.howdah.openapi.log.LogContext;
import io.howdah.openapi.log.SessionHeader;
import io.howdah.openapi.mover.model.DumpFile;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The mover that has the dump. Its answers are waited for byte by byte: a link that is gone without a word is noticed.
 */
final class DumpSource {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final TypeReference<List<DumpFile>> FILES = new TypeReference<>() {};

    private final String url;
    private final String token;
    private final @Nullable String session = MDC.get(LogContext.SESSION);
    private final TransferProperties properties;

    DumpSource(String moverUrl, String dump, String token, TransferProperties properties) {
        this.url = moverUrl.replaceAll("/+$", "") + "/dumps/" + dump;
        this.token = token;
        this.properties = properties;
    }

    /** Content from some offset on, which need not be the one that was asked for. */
    record Content(long from, InputStream stream) {}

    List<DumpFile> files() throws IOException {
        try (InputStream answer = answer(connect("/files", 0))) {
            return JSON.readValue(answer, FILES);
        } catch (JacksonException e) {
            throw new IOException("the list of files cannot be read", e);
        }
    }

    Content content(String path, long offset) throws IOException {
        HttpURLConnection connection =
                connect("/content?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8), offset);
        InputStream stream = answer(connection);
        return new Content(connection.getResponseCode() == HttpStatus.PARTIAL_CONTENT.value() ? offset : 0, stream);
    }

    private HttpURLConnection connect(String path, long offset) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url + path).toURL().openConnection();
        connection.setConnectTimeout(Math.toIntExact(properties.connectTimeout().toMillis()));
        connection.setReadTimeout(Math.toIntExact(properties.readTimeout().toMillis()));
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        if (session != null) {
            connection.setRequestProperty(SessionHeader.NAME, session);
        }
        if (offset > 0) {
            connection.setRequestProperty(HttpHeaders.RANGE, "bytes=" + offset + "-");
        }
        return connection;
    }

    private InputStream answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status == HttpStatus.OK.value() || status == HttpStatus.PARTIAL_CONTENT.value()) {
            return connection.getInputStream();
        }
        connection.disconnect();
        if (status == HttpStatus.UNAUTHORIZED.value() || status == HttpStatus.NOT_FOUND.value()) {
            throw ProblemException.unprocessable(
                    "TRANSFER_SOURCE_LOST",
                    url + " answers " + status + ": the dump is not there any more",
                    "export again");
        }
        throw new IOException(url + " answers " + status);
    }
}
