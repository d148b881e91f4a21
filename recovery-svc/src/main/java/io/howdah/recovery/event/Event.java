package io.howdah.recovery.event;

import io.howdah.openapi.howdah.model.Progress;
import io.howdah.openapi.howdah.model.Session;
import io.howdah.openapi.howdah.model.SessionState;
import io.howdah.openapi.howdah.model.Step;
import io.howdah.openapi.howdah.model.StepState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Something that happened in a session, in the words of the public API. */
public sealed interface Event {

    Set<StepState> ENDED = EnumSet.of(StepState.SUCCEEDED, StepState.FAILED, StepState.UNDONE);

    /** As clients see it. */
    String name();

    /** What is sent, as JSON. */
    Object data();

    /** The session was created, or its state or its error changed. */
    record OfSession(Session data) implements Event {
        @Override
        public String name() {
            return "session";
        }
    }

    record OfStep(Step data) implements Event {
        @Override
        public String name() {
            return "step";
        }
    }

    /** Of these only the newest is kept. */
    record OfProgress(Progress data) implements Event {

        static final String NAME = "progress";

        @Override
        public String name() {
            return NAME;
        }
    }

    /**
     * What happened between two looks at one session, in the order in which it makes sense: what ended, how far it is,
     * what that means for the session, what begins. The end of a session is its last event.
     */
    static List<Event> between(Session before, Session after) {
        List<Step> changed = new ArrayList<>();
        for (int i = 0; i < after.getSteps().size(); i++) {
            Step step = after.getSteps().get(i);
            if (!step.equals(before.getSteps().get(i))) {
                changed.add(step);
            }
        }
        List<Event> events = new ArrayList<>();
        boolean over = isOver(after);
        changed.stream().filter(step -> over || hasEnded(step)).map(OfStep::new).forEach(events::add);
        if (moved(before.getProgress(), after.getProgress())) {
            events.add(new OfProgress(after.getProgress()));
        }
        if (before.getState() != after.getState()
                || !Objects.equals(before.getError(), after.getError())
                || !Objects.equals(before.getFinishedAt(), after.getFinishedAt())) {
            events.add(new OfSession(after));
        }
        changed.stream()
                .filter(step -> !over && !hasEnded(step))
                .map(OfStep::new)
                .forEach(events::add);
        return events;
    }

    private static boolean hasEnded(Step step) {
        return ENDED.contains(step.getState());
    }

    private static boolean isOver(Session session) {
        return session.getState() == SessionState.SUCCEEDED
                || session.getState() == SessionState.FAILED
                || session.getState() == SessionState.CANCELED;
    }

    /** The time that is left changes all the time, and by itself tells nothing new. */
    private static boolean moved(Progress before, Progress after) {
        return !Objects.equals(before.getFraction(), after.getFraction())
                || !Objects.equals(before.getBytesDone(), after.getBytesDone())
                || !Objects.equals(before.getBytesTotal(), after.getBytesTotal())
                || !Objects.equals(before.getReplayedLsn(), after.getReplayedLsn())
                || !Objects.equals(before.getReplayedTime(), after.getReplayedTime());
    }
}
