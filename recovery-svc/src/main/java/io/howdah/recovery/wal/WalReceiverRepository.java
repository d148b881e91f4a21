package io.howdah.recovery.wal;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface WalReceiverRepository extends JpaRepository<WalReceiverRow, String> {

    List<WalReceiverRow> findByCluster(String cluster);

    Optional<WalReceiverRow> findByWantedCluster(String cluster);

    /** Another recovery-svc may have been faster. */
    @Modifying
    @Query("delete from WalReceiverRow r where r.id = :id")
    void remove(String id);
}
