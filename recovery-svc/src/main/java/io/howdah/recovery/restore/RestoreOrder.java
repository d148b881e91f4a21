package io.howdah.recovery.restore;

import io.howdah.openapi.howdah.model.PostRestoreAction;
import io.howdah.openapi.howdah.model.RecoveryTargetType;
import io.howdah.openapi.howdah.model.RestoreRequest;
import io.howdah.openapi.problem.ProblemException;
import io.howdah.recovery.target.Choice;
import io.howdah.recovery.target.Choices;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What is to be restored where, with what the request left open filled in.
 *
 * @param port null for the one that the backup has
 * @param osUser null for the one that mover-svc runs as
 */
record RestoreOrder(
        Choice choice,
        String host,
        String dataDirectory,
        @Nullable Integer port,
        Map<String, String> tablespaceMapping,
        boolean overwrite,
        boolean delta,
        PostRestoreAction action,
        @Nullable String osUser) {

    private static final String DEFAULT_HOST = "local";

    static RestoreOrder of(RestoreRequest request, Choices choices) {
        PostRestoreAction action =
                Objects.requireNonNullElse(request.getPostRestoreAction(), PostRestoreAction.PROMOTE);
        if (Boolean.TRUE.equals(request.getOverwrite()) && Boolean.TRUE.equals(request.getDelta())) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_VALUE",
                    "overwrite sets aside what is there, delta changes it: it cannot be both",
                    "send one of them");
        }
        Choice choice = choices.of(request.getBackupId(), request.getCluster(), request.getTarget());
        if (action == PostRestoreAction.PAUSE && choice.target().type() == RecoveryTargetType.LATEST) {
            throw ProblemException.unprocessable(
                    "PAUSE_WITHOUT_TARGET",
                    "recovery to LATEST has no target to pause at: PostgreSQL promotes at the end of the WAL",
                    "name another target, such as IMMEDIATE, or another postRestoreAction");
        }
        return new RestoreOrder(
                choice,
                Objects.requireNonNullElse(request.getHost(), DEFAULT_HOST),
                request.getDataDirectory(),
                request.getPort(),
                Objects.requireNonNullElse(request.getTablespaceMapping(), Map.of()),
                Boolean.TRUE.equals(request.getOverwrite()),
                Boolean.TRUE.equals(request.getDelta()),
                action,
                request.getOsUser());
    }
}
