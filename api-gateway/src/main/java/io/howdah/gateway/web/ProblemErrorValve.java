package io.howdah.gateway.web;

import io.howdah.openapi.problem.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Answers what fails below or before the dispatcher, such as a request line that cannot be parsed. */
public final class ProblemErrorValve extends ErrorReportValve {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemErrorValve.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int code = response.getStatus();
        if (code < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        HttpStatus status = HttpStatus.resolve(code);
        HttpStatus known = status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
        if (known.is5xxServerError()) {
            LOG.error("request failed for a reason nobody foresaw", failure);
        }
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8.name());
            response.getReporter()
                    .write(JSON.writeValueAsString(Problems.detail(
                            known,
                            known.is5xxServerError() ? "INTERNAL_ERROR" : known.name(),
                            known.is5xxServerError()
                                    ? "the request failed for a reason nobody foresaw"
                                    : "the request is not one that the server understands",
                            known.is5xxServerError()
                                    ? "look into the log of api-gateway and report what it says"
                                    : "see the contract for the calls there are and what they take")));
            response.finishResponse();
        } catch (IOException gone) {
            LOG.debug("the client left before it was told what was wrong", gone);
        }
    }
}
