package io.howdah.recovery.session;

import java.time.Duration;

/** What a step knows of the session it runs for. */
public interface Run {

    String sessionId();

    /** Id of the backup or publication that the session is about. */
    String subject();

    /** Waits before the step looks again, and checks as {@link #check()} does. */
    void pause(Duration time);

    /** Writes down how far the step is, now and then, and checks as {@link #check()} does. */
    void progress(long bytesDone, long bytesTotal);

    /**
     * Leaves the step, by an exception that is not for the step to catch, when its session is to be canceled or is no
     * longer run from here. To be called now and then by a step that waits.
     */
    void check();
}
