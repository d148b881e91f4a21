package io.howdah.mover.instance;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface InstanceRows extends JpaRepository<InstanceRow, String> {

    /** Those that were ready once, and are to be. */
    @Query("select row.id from InstanceRow row where row.readyAt is not null")
    List<String> idsToKeep();
}
