package io.howdah.recovery.host;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

interface HostRepository extends JpaRepository<HostRow, String>, JpaSpecificationExecutor<HostRow> {}
