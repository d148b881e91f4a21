package io.howdah.recovery.event;

import java.util.List;

/** Where a stream gets its events from. */
@FunctionalInterface
public interface EventSource {

    /** The events with numbers above {@code seen}, which are on disk. */
    Unseen after(long seen);

    /** @param complete whether no more will come: the last of them tells the end */
    record Unseen(List<RenderedEvent> events, boolean complete) {}
}
