package io.howdah.recovery.backup;

import io.howdah.openapi.howdah.api.BackupsApi;
import io.howdah.openapi.howdah.model.Backup;
import io.howdah.openapi.howdah.model.BackupList;
import io.howdah.openapi.howdah.model.BackupRequest;
import io.howdah.openapi.howdah.model.BackupState;
import io.howdah.openapi.howdah.model.Session;
import io.howdah.recovery.idempotency.Idempotency;
import io.howdah.recovery.page.Page;
import io.howdah.recovery.session.Sessions;
import io.howdah.recovery.state.State;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class BackupController implements BackupsApi {

    private final Backups backups;
    private final BackupRepository rows;
    private final Sessions sessions;
    private final Idempotency idempotency;
    private final State state;

    BackupController(Backups backups, BackupRepository rows, Sessions sessions, Idempotency idempotency, State state) {
        this.backups = backups;
        this.rows = rows;
        this.sessions = sessions;
        this.idempotency = idempotency;
        this.state = state;
    }

    @Override
    public ResponseEntity<Backup> createBackup(BackupRequest request, @Nullable String idempotencyKey) {
        String id = idempotency.once("backup", idempotencyKey, request, () -> backups.begin(request));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/backups/" + id))
                .body(BackupView.of(backups.row(id)));
    }

    @Override
    public ResponseEntity<BackupList> listBackups(
            Integer limit, @Nullable String cursor, @Nullable String cluster, @Nullable BackupState backupState) {
        var request = new Page.Request("backups", "id", Sort.Direction.DESC, limit, cursor);
        Page<Backup> page = state.read(() -> request.of(
                        rows,
                        Page.<BackupRow>matching("cluster", cluster).and(Page.matching("state", backupState)),
                        BackupRow::getId)
                .map(BackupView::of));
        BackupList list = new BackupList(page.items());
        list.setNextCursor(page.nextCursor());
        return ResponseEntity.ok(list);
    }

    @Override
    public ResponseEntity<Backup> getBackup(String backupId) {
        return ResponseEntity.ok(BackupView.of(backups.row(backupId)));
    }

    @Override
    public ResponseEntity<Session> verifyBackup(String backupId, @Nullable String idempotencyKey) {
        String session = idempotency.once(
                "verification of backup " + backupId, idempotencyKey, Map.of(), () -> backups.verify(backupId));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/sessions/" + session))
                .body(sessions.get(session));
    }

    @Override
    public ResponseEntity<Void> deleteBackup(String backupId) {
        backups.delete(backupId);
        return ResponseEntity.noContent().build();
    }
}
