package io.howdah.repository.stream;

/**
 * The last item of every stream; one without it was cut off.
 *
 * @param files announced in the stream
 * @param rawBytes in its packs before compression
 */
public record StreamEnd(long files, long rawBytes) implements StreamItem {}
