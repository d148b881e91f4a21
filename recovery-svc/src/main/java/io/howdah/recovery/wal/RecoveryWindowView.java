package io.howdah.recovery.wal;

import io.howdah.openapi.howdah.model.WindowGap;
import io.howdah.openapi.howdah.model.WindowTimeline;
import io.howdah.recovery.time.Utc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows a recovery window as the public API does. */
final class RecoveryWindowView {

    private RecoveryWindowView() {}

    static io.howdah.openapi.howdah.model.RecoveryWindow of(RecoveryWindow window) {
        List<Coverage> coverages = window.coverages();
        List<WindowGap> gaps = coverages.stream()
                .flatMap(coverage -> coverage.gaps().stream())
                .distinct()
                .map(RecoveryWindowView::gap)
                .toList();
        var view = new io.howdah.openapi.howdah.model.RecoveryWindow(
                window.cluster(),
                coverages.stream().map(RecoveryWindowView::timeline).toList(),
                gaps);
        window.latest().ifPresent(latest -> {
            view.setFrom(Utc.ofNullable(latest.from()));
            view.setTo(Utc.ofNullable(latest.to()));
        });
        return view;
    }

    private static WindowTimeline timeline(Coverage coverage) {
        Route route = coverage.route();
        WindowTimeline view = new WindowTimeline(route.timeline());
        if (!route.ancestors().isEmpty()) {
            view.setParent(route.ancestors().getLast().timeline());
            view.setBranchLsn(route.ancestors().getLast().end().toString());
        }
        view.setFrom(Utc.ofNullable(coverage.from()));
        view.setTo(Utc.ofNullable(coverage.to()));
        view.setFromLsn(text(coverage.fromLsn()));
        view.setToLsn(text(coverage.toLsn()));
        return view;
    }

    private static WindowGap gap(Gap gap) {
        WindowGap view = new WindowGap(gap.timeline(), gap.from().toString());
        view.setToLsn(gap.to().toString());
        view.setFrom(Utc.ofNullable(gap.lastBefore()));
        view.setTo(Utc.ofNullable(gap.firstAfter()));
        return view;
    }

    private static @Nullable String text(@Nullable Lsn lsn) {
        return lsn == null ? null : lsn.toString();
    }
}
