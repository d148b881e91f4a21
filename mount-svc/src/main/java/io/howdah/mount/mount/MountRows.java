package io.howdah.mount.mount;

import io.howdah.openapi.mount.model.MountState;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface MountRows extends JpaRepository<MountRow, String> {

    List<MountRow> findAllByOrderById();

    long countByState(MountState state);
}
