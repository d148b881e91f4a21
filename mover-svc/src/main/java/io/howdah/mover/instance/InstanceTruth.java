package io.howdah.mover.instance;

import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.openapi.mover.model.InstanceState;
import io.howdah.openapi.mover.model.Problem;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Says what state an instance is in: what is remembered of it, corrected by what its processes are doing now. */
@Component
class InstanceTruth {

    private final Postmasters postmasters;

    InstanceTruth(Postmasters postmasters) {
        this.postmasters = postmasters;
    }

    /** @param watched whether a start of it is under way in this service */
    Instance view(InstanceRow row, boolean watched, InstanceDirectory directory) {
        Instance view = new Instance(row.id(), row.state(), row.spec())
                .host(row.host())
                .port(row.port())
                .socketDirectory(directory.path().toString())
                .reachedLsn(row.reachedLsn())
                .warnings(row.warnings())
                .timings(row.timings())
                .error(row.problem());
        if (row.readyAt() != null) {
            view.readyAt(row.readyAt().atOffset(ZoneOffset.UTC));
        }
        Path data = Path.of(row.spec().getDataDirectory()).normalize();
        Optional<ProcessTable.Entry> postmaster = postmasters.find(data, row.pid());
        if (row.state() == InstanceState.FAILED || (postmaster.isEmpty() && watched)) {
            return view;
        }
        if (postmaster.isEmpty()) {
            return view.state(InstanceState.STOPPED);
        }
        view.pid(postmaster.get().pid());
        return row.state() == InstanceState.READY ? observed(view, data, postmaster.get()) : view;
    }

    /** The user may have restarted it, and its mount may have died. */
    private Instance observed(Instance view, Path data, ProcessTable.Entry postmaster) {
        try {
            if (postmasters.onSameMount(postmaster, data)) {
                boolean ready = LockFile.read(data).filter(LockFile::ready).isPresent();
                return view.state(ready ? InstanceState.READY : InstanceState.STARTING);
            }
            return view.state(InstanceState.FAILED).error(lost(data, "it works in a mount that is no more"));
        } catch (IOException e) {
            return view.state(InstanceState.FAILED).error(lost(data, String.valueOf(e.getMessage())));
        }
    }

    private static Problem lost(Path data, String why) {
        return ProblemModels.of(ProblemException.unprocessable(
                "DATA_DIRECTORY_LOST",
                "the server runs, but its data directory " + data + " is lost: " + why,
                "mount it again, then start the instance again"));
    }
}
