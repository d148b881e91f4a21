package io.howdah.openapi.problem;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.ConstraintViolationException;
import java.time.OffsetDateTime;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns every exception that leaves a controller into a problem detail. */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    @ExceptionHandler(ProblemException.class)
    ResponseEntity<ProblemDetail> handle(ProblemException e) {
        if (e.status().is5xxServerError()) {
            LOG.warn("{}: {}", e.code(), e.detail(), e);
        }
        return ResponseEntity.status(e.status()).body(e.toProblemDetail());
    }

    @ExceptionHandler(ConstraintViolationException.class)
    ResponseEntity<ProblemDetail> handle(ConstraintViolationException e) {
        String detail = e.getConstraintViolations().stream()
                .map(v -> lastNode(v.getPropertyPath().toString()) + " " + v.getMessage())
                .sorted()
                .collect(Collectors.joining("; "));
        return badRequest("INVALID_VALUE", detail, "correct the value and send the request again");
    }

    @ExceptionHandler(MethodArgumentTypeMismatchException.class)
    ResponseEntity<ProblemDetail> handle(MethodArgumentTypeMismatchException e) {
        return badRequest(
                "INVALID_VALUE",
                "parameter " + e.getName() + " cannot be " + e.getValue(),
                valuesOf(e.getRequiredType()));
    }

    /** What is answered in part already is left to the container: a problem would become a part of the answer. */
    @ExceptionHandler(Exception.class)
    ResponseEntity<ProblemDetail> handleUnexpected(Exception e, HttpServletResponse response) throws Exception {
        if (response.isCommitted()) {
            LOG.info("an answer ended before it was whole: {}", e.toString());
            throw e;
        }
        PayloadTooLargeException tooLarge = PayloadTooLargeException.in(e);
        if (tooLarge != null) {
            return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE).body(tooLarge.toProblemDetail());
        }
        StateFailure failure = StateFailure.in(e);
        if (failure != null) {
            LOG.error("the state of this service cannot be read or written", e);
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(failure.toProblemDetail());
        }
        LOG.error("request failed for a reason nobody foresaw", e);
        return ResponseEntity.internalServerError()
                .body(Problems.detail(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "INTERNAL_ERROR",
                        "the request failed for a reason nobody foresaw: "
                                + e.getClass().getSimpleName(),
                        "look into the log of the service and report what it says"));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Throwable cause = e.getMostSpecificCause();
        ProblemDetail body = switch (cause) {
            case PayloadTooLargeException p -> p.toProblemDetail();
            case UnrecognizedPropertyException u ->
                Problems.detail(
                        HttpStatus.BAD_REQUEST,
                        "UNKNOWN_FIELD",
                        "unknown field " + u.getPropertyName(),
                        "known here: " + u.getKnownPropertyIds());
            case InvalidFormatException f ->
                Problems.detail(
                        HttpStatus.BAD_REQUEST,
                        "INVALID_VALUE",
                        "field " + f.getPath().getLast().getPropertyName() + " cannot be " + f.getValue(),
                        "see the contract for the values it takes");
            default ->
                Problems.detail(
                        HttpStatus.BAD_REQUEST,
                        "MALFORMED_BODY",
                        "the body cannot be read: " + firstLine(cause.getMessage()),
                        "send the JSON object that the contract describes");
        };
        return handleExceptionInternal(e, body, headers, HttpStatus.valueOf(body.getStatus()), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = e.getBindingResult().getFieldErrors().stream()
                .map(f -> "field " + f.getField() + " " + f.getDefaultMessage())
                .sorted()
                .collect(Collectors.joining("; "));
        return handleExceptionInternal(e, invalid(detail), headers, HttpStatus.BAD_REQUEST, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = e.getParameterValidationResults().stream()
                .flatMap(r -> r.getResolvableErrors().stream()
                        .map(m -> r.getMethodParameter().getParameterName() + " " + m.getDefaultMessage()))
                .sorted()
                .collect(Collectors.joining("; "));
        return handleExceptionInternal(e, invalid(detail), headers, HttpStatus.BAD_REQUEST, request);
    }

    /** Gives a code to what Spring answers by itself: unknown paths, wrong methods, wrong media types. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode statusCode, WebRequest request) {
        if (body instanceof ProblemDetail problem
                && (problem.getProperties() == null || !problem.getProperties().containsKey("code"))) {
            HttpStatus status = HttpStatus.valueOf(statusCode.value());
            problem.setProperty("code", status.name());
            problem.setProperty("hint", "see the contract for the calls there are and what they take");
        }
        return super.createResponseEntity(body, headers, statusCode, request);
    }

    private static String valuesOf(@Nullable Class<?> type) {
        if (type == null) {
            return "see the contract for the values it takes";
        }
        if (type.isEnum()) {
            return "it is one of "
                    + Stream.of(type.getEnumConstants()).map(String::valueOf).collect(Collectors.joining(", "));
        }
        if (type == OffsetDateTime.class) {
            return "times are like 2026-11-21T01:30:00Z; in a query the + of an offset is written %2B";
        }
        return Number.class.isAssignableFrom(type)
                ? "it is a whole number"
                : "see the contract for the values it takes";
    }

    private static ProblemDetail invalid(String detail) {
        return Problems.detail(
                HttpStatus.BAD_REQUEST, "INVALID_VALUE", detail, "correct the value and send the request again");
    }

    private static ResponseEntity<ProblemDetail> badRequest(String code, String detail, String hint) {
        return ResponseEntity.badRequest().body(Problems.detail(HttpStatus.BAD_REQUEST, code, detail, hint));
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    private static String lastNode(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
