package io.howdah.recovery.wal;

import io.howdah.openapi.howdah.model.NearestTarget;
import io.howdah.openapi.problem.ProblemException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** 422: the target is not in the recovery window; the nearest one that is, is told. */
final class TargetOutsideWindow extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final transient Reach.Nearest nearest;

    TargetOutsideWindow(String cluster, String target, Reach.Impossible impossible) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "TARGET_OUTSIDE_WINDOW",
                "target " + target + " of cluster " + cluster + " cannot be reached: " + impossible.why(),
                "the nearest that can be reached is " + impossible.nearest() + "; GET /api/v1/clusters/" + cluster
                        + "/recovery-window shows all");
        this.nearest = impossible.nearest();
    }

    @Override
    public ProblemDetail toProblemDetail() {
        ProblemDetail problem = super.toProblemDetail();
        problem.setProperty(
                "nearest",
                new NearestTarget(nearest.backupId(), nearest.type(), Long.toString(nearest.timeline()))
                        .value(nearest.value()));
        return problem;
    }
}
