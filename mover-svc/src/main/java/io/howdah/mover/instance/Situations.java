package io.howdah.mover.instance;

import io.howdah.openapi.mover.model.InstanceState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Finds out how it stands with an instance from what the host shows: processes, mounts, its control file. */
@Component
class Situations {

    private final Postmasters postmasters;
    private final ProcessTable processes;
    private final Boot boot;

    Situations(Postmasters postmasters, ProcessTable processes, Boot boot) {
        this.postmasters = postmasters;
        this.processes = processes;
        this.boot = boot;
    }

    /** @param postmaster the one that runs, wherever it does */
    record Seen(Situation situation, Optional<ProcessTable.Entry> postmaster) {}

    Seen look(InstanceRow row) {
        Path data = row.data();
        Optional<ProcessTable.Entry> postmaster = postmasters.find(data, row.pid());
        if (postmaster.isPresent() && postmasters.onSameMount(postmaster.get(), data)) {
            return new Seen(Situation.RUNNING, postmaster);
        }
        // one that has ended since it was found works in no mount either
        if (postmaster.filter(processes::alive).isPresent()) {
            boolean wasThere = postmaster.get().pid() == row.pid() || postmasters.hasArrived(postmaster.get(), data);
            return new Seen(wasThere ? Situation.STRANDED : Situation.ARRIVING, postmaster);
        }
        return new Seen(withoutServer(row, data), Optional.empty());
    }

    private Situation withoutServer(InstanceRow row, Path data) {
        boolean shutDown;
        try {
            shutDown = ControlFile.saysShutDown(data);
        } catch (IOException absent) {
            return Situation.UNMOUNTED;
        }
        boolean readyInThisBoot =
                row.state() == InstanceState.READY && boot.id().equals(row.bootId());
        return shutDown && readyInThisBoot ? Situation.STOPPED : Situation.DOWN;
    }
}
