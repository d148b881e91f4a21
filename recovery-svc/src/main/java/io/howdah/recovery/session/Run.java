package io.howdah.recovery.session;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a step knows of the session it runs for. */
public interface Run {

    String sessionId();

    /** Id of the backup, publication or export that the session is about. */
    String subject();

    /** Waits before the step looks again, and checks as {@link #check()} does. */
    void pause(Duration time);

    /** Writes down how far the step is, now and then, and checks as {@link #check()} does. */
    void progress(long bytesDone, long bytesTotal);

    /**
     * Writes down how far recovery has come, now and then, and checks as {@link #check()} does.
     *
     * @param time of the transaction that comes next; null when it is not known
     */
    void replayed(String lsn, @Nullable Instant time);

    /** Writes something down at once, before the step is over; what happens when it is over belongs to its success. */
    void record(Runnable record);

    /** Waits until no other session about the same subject goes on. */
    void awaitOthers();

    /**
     * Leaves the step, by an exception that is not for the step to catch, when its session is to be canceled or is no
     * longer run from here. To be called now and then by a step that waits.
     */
    void check();
}
