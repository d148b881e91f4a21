package io.howdah.recovery.event;

/**
 * An event as it is sent.
 *
 * @param number its number within the session
 * @param data JSON in one line
 */
public record RenderedEvent(long number, String name, String data) {}
