package io.howdah.system;

import java.util.List;

/** What happens to one process at a time, and who meets it. */
record Round(Victim victim, List<Meeting> meetings, Blow blow) {

    /**
     * A session that is about to be at a step.
     *
     * @param delay how much of the longest time passes, where it is a matter of time
     */
    record Meeting(Scene scene, Moment moment, double delay) {

        long millisOf(int longest) {
            return (long) (delay * longest);
        }
    }

    long count(java.util.function.Predicate<Scene.Kind> which) {
        return meetings.stream()
                .filter(meeting -> which.test(meeting.scene().operation()))
                .count();
    }
}
