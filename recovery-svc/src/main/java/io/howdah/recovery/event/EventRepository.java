package io.howdah.recovery.event;

import java.time.Instant;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface EventRepository extends JpaRepository<EventRow, EventRow.Id> {

    @Query(
            "select e from EventRow e where e.id.session = :session and e.id.number > :after and e.id.number <= :last order by e.id.number")
    List<EventRow> between(String session, long after, long last);

    @Modifying
    @Query("delete from EventRow e where e.id.session = :session and e.name = :name")
    int deleteNamed(String session, String name);

    @Modifying
    @Query("delete from EventRow e where e.id.session in (select s.id from SessionRow s where s.finishedAt < :before)")
    int deleteOfSessionsFinished(Instant before);
}
