package io.howdah.repository.wal;

import io.howdah.repository.Names;

/** Where the WAL of a cluster lies on the storage. */
record WalFiles(String directory, int segmentSize) {

    private static final String SUFFIX = ".zst";
    private static final String PARTIAL_SUFFIX = ".partial.zst";

    static WalFiles of(String cluster, int segmentSize) {
        return new WalFiles("clusters/" + Names.require("cluster", cluster) + "/wal", segmentSize);
    }

    String lock() {
        return directory + "/lock";
    }

    String timeline(int timeline) {
        return "%s/%08X".formatted(directory, timeline);
    }

    String segment(WalSegment segment) {
        return timeline(segment.timeline()) + "/" + segment.name(segmentSize) + SUFFIX;
    }

    /** The segment as far as it is written. */
    String partial(WalSegment segment) {
        return timeline(segment.timeline()) + "/" + segment.name(segmentSize) + PARTIAL_SUFFIX;
    }

    String history(int timeline) {
        return directory + "/" + TimelineHistory.name(timeline);
    }

    static boolean isPartial(String object) {
        return object.endsWith(PARTIAL_SUFFIX);
    }

    static boolean isSegment(String object) {
        return object.endsWith(SUFFIX) && !isPartial(object);
    }

    WalSegment parse(String object) {
        return WalSegment.parse(object.substring(0, object.indexOf('.')), segmentSize);
    }
}
