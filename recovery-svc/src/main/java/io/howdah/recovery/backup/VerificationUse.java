package io.howdah.recovery.backup;

import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.recovery.session.Sessions;
import java.util.List;
import org.springframework.stereotype.Component;

/** Whoever reads a backup back needs it until the end. */
@Component
class VerificationUse implements BackupUse {

    private final Sessions sessions;

    VerificationUse(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public List<String> usersOf(String backupId) {
        return sessions.unfinished(SessionKind.VERIFY, backupId).stream()
                .map(session -> "verification session " + session)
                .toList();
    }
}
