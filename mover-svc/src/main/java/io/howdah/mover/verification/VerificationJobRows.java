package io.howdah.mover.verification;

import io.howdah.openapi.mover.model.VerificationJobState;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface VerificationJobRows extends JpaRepository<VerificationJobRow, String> {

    List<VerificationJobRow> findByState(VerificationJobState state);
}
