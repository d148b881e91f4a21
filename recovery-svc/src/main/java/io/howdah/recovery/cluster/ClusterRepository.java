package io.howdah.recovery.cluster;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

interface ClusterRepository extends JpaRepository<ClusterRow, String>, JpaSpecificationExecutor<ClusterRow> {

    List<ClusterRow> findByHost(String host);
}
