package io.howdah.recovery.agent;

/** What is the matter with a call that failed for now. */
enum Trouble {
    /** The agent is not there, or answers nonsense. */
    AGENT(true, true),
    /** It does not answer in time, and may still be at it. */
    SLOW(false, true),
    /** It says itself that it cannot serve the call now. */
    SAID(true, false),
    /** It says so of the one thing that the call is about, and will say it again at once. */
    THING(false, false);

    private final boolean repeatAtOnce;
    private final boolean agentFailed;

    Trouble(boolean repeatAtOnce, boolean agentFailed) {
        this.repeatAtOnce = repeatAtOnce;
        this.agentFailed = agentFailed;
    }

    /** Whether it is worth calling again within the same step. */
    boolean repeatAtOnce() {
        return repeatAtOnce;
    }

    /** Whether calls about other things would fail too; one that answers in words is well. */
    boolean agentFailed() {
        return agentFailed;
    }
}
