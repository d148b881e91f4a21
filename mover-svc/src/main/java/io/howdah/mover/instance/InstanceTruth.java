package io.howdah.mover.instance;

import io.howdah.mover.state.ProblemModels;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.openapi.mover.model.InstanceState;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Says what state an instance is in: what is remembered of it, corrected by what its processes are doing now. */
@Component
class InstanceTruth {

    private final Situations situations;

    InstanceTruth(Situations situations) {
        this.situations = situations;
    }

    Instance view(InstanceRow row, InstanceDirectory directory) {
        Instance view = new Instance(row.id(), row.state(), row.spec())
                .host(row.host())
                .port(row.port())
                .socketDirectory(directory.path().toString())
                .reachedLsn(row.reachedLsn())
                .restarts(row.restarts())
                .warnings(row.warnings())
                .timings(row.timings())
                .error(row.problem());
        if (row.reachedTime() != null) {
            view.reachedTime(row.reachedTime().atOffset(ZoneOffset.UTC));
        }
        if (row.readyAt() != null) {
            view.readyAt(row.readyAt().atOffset(ZoneOffset.UTC));
        }
        if (row.state() == InstanceState.FAILED && !row.everReady()) {
            return view;
        }
        Situations.Seen seen = situations.look(row);
        seen.postmaster().ifPresent(postmaster -> view.pid(postmaster.pid()));
        return row.everReady() ? view.state(now(view, row, seen.situation())) : view;
    }

    /** What the keeper is about to mend counts as STARTING. */
    private static InstanceState now(Instance view, InstanceRow row, Situation situation) {
        return switch (situation) {
            case RUNNING -> row.state() == InstanceState.READY ? answering(view, row) : InstanceState.STARTING;
            case ARRIVING -> InstanceState.STARTING;
            case STOPPED -> InstanceState.STOPPED;
            case DOWN -> row.state() == InstanceState.FAILED ? InstanceState.FAILED : InstanceState.STARTING;
            case STRANDED, UNMOUNTED -> waiting(view, row);
        };
    }

    /** The user may be restarting it; or has just stopped it: a server lives on for a moment without its lock file. */
    private static InstanceState answering(Instance view, InstanceRow row) {
        try {
            Optional<LockFile> lock = LockFile.read(row.data());
            if (lock.isEmpty() && ControlFile.saysShutDown(row.data())) {
                return InstanceState.STOPPED;
            }
            return lock.filter(LockFile::ready).isPresent() ? InstanceState.READY : InstanceState.STARTING;
        } catch (IOException dead) {
            return waiting(view, row);
        }
    }

    private static InstanceState waiting(Instance view, InstanceRow row) {
        view.error(ProblemModels.of(lost(row.data())));
        return InstanceState.STARTING;
    }

    /** Of an instance that is started again as soon as it can be. */
    static ProblemException lost(Path data) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "DATA_DIRECTORY_LOST",
                "the mount of data directory " + data + " is gone",
                "the instance is started again as soon as it is mounted again");
    }
}
