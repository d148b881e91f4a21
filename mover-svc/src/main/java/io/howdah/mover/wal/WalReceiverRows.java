package io.howdah.mover.wal;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface WalReceiverRows extends JpaRepository<WalReceiverRow, String> {

    Optional<WalReceiverRow> findByCluster(String cluster);
}
