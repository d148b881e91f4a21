package io.howdah.gateway.web;

import io.howdah.openapi.problem.Problems;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Answers with a problem detail where no controller is at hand. */
record ProblemWriter(JsonMapper json) {

    void write(HttpServletResponse response, HttpStatus status, String code, String detail, String hint)
            throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), Problems.detail(status, code, detail, hint));
    }
}
