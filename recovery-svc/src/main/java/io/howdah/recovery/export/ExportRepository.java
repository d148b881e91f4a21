package io.howdah.recovery.export;

import io.howdah.openapi.howdah.model.ExportState;
import java.util.Collection;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface ExportRepository extends JpaRepository<ExportRow, String>, JpaSpecificationExecutor<ExportRow> {

    List<ExportRow> findByUsedPublication(String publication);

    @Query("select e from ExportRow e where (e.host = :host or e.targetHost = :host) and e.state in :states")
    List<ExportRow> onHost(String host, Collection<ExportState> states);
}
