package io.howdah.repository.stream;

/** {@code backup.control} as the source's side knows it: a text of {@code key = value} lines, see SourceInfo. */
public record SourceControl(String text) implements StreamItem {}
