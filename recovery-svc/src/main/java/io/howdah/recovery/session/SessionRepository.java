package io.howdah.recovery.session;

import io.howdah.openapi.howdah.model.SessionKind;
import io.howdah.openapi.howdah.model.SessionState;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

interface SessionRepository extends JpaRepository<SessionRow, String>, JpaSpecificationExecutor<SessionRow> {

    /** Reads a session that nobody else may change before this transaction ends. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select s from SessionRow s where s.id = :id")
    Optional<SessionRow> lock(String id);

    @Query(
            "select count(s) from SessionRow s where s.id = :id and s.owner = :owner and s.state = io.howdah.openapi.howdah.model.SessionState.RUNNING")
    long runningFrom(String id, String owner);

    /** How far the events of a session have come. */
    @Query("select s.state as state, s.lastEvent as lastEvent from SessionRow s where s.id = :id")
    Optional<Position> position(String id);

    interface Position {

        SessionState getState();

        long getLastEvent();
    }

    record Count(SessionKind kind, SessionState state, long count) {}

    @Query("select new io.howdah.recovery.session.SessionRepository$Count(s.kind, s.state, count(s)) from SessionRow s"
            + " where s.state in :states group by s.kind, s.state")
    List<Count> countByKindAndState(List<SessionState> states);

    @Query("select coalesce(max(s.fence), 0) from SessionRow s where s.subject = :subject")
    long highestFence(String subject);

    @Query("select s.id from SessionRow s where s.kind = :kind and s.subject = :subject and s.finishedAt is null")
    List<String> unfinished(SessionKind kind, String subject);

    @Query("select count(s) from SessionRow s where s.subject = :subject and s.id <> :id and s.finishedAt is null")
    long othersNotOver(String id, String subject);
}
