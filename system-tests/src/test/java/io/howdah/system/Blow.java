package io.howdah.system;

import java.util.List;

/** What happens to a process. Returns when it is over and the process, or its successor, is there again. */
interface Blow {

    /** @param cells the sessions that meet it */
    void strike(Stage stage, Victim victim, List<Long> processes, List<Cell> cells);
}
