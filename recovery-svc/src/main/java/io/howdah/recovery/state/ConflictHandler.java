package io.howdah.recovery.state;

import io.howdah.openapi.problem.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers requests that met another one about the same thing. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConflictHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ConflictHandler.class);

    @ExceptionHandler({ConcurrencyFailureException.class, DataIntegrityViolationException.class})
    ResponseEntity<ProblemDetail> handle(RuntimeException e) {
        LOG.info("two requests changed the same thing", e);
        return ResponseEntity.status(HttpStatus.CONFLICT)
                .body(Problems.detail(
                        HttpStatus.CONFLICT,
                        "CONCURRENT_CHANGE",
                        "another request changed the same thing at the same time",
                        "look at it, then send the request again"));
    }
}
