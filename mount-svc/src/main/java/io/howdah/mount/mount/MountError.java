package io.howdah.mount.mount;

import io.howdah.mount.worker.WorkerError;
import io.howdah.openapi.mount.model.Problem;
import io.howdah.openapi.problem.Problems;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Why a mount failed, as it is remembered. */
@Embeddable
record MountError(
        @Column(name = "error_code") String code,
        @Column(name = "error_detail") String detail,
        @Column(name = "error_hint") @Nullable String hint) {

    private static final int COLUMN = 4096;

    static MountError of(WorkerError error) {
        return new MountError(error.code(), cut(error.detail()), error.hint() == null ? null : cut(error.hint()));
    }

    private static String cut(String text) {
        return text.length() <= COLUMN ? text : text.substring(0, COLUMN);
    }

    Problem toModel() {
        var status = HttpStatus.UNPROCESSABLE_CONTENT;
        var problem = Problems.detail(status, code, detail, hint);
        return new Problem(String.valueOf(problem.getTitle()), status.value(), code, detail).hint(hint);
    }
}
