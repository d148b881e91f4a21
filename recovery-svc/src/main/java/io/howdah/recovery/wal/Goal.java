package io.howdah.recovery.wal;

import java.time.Instant;

/** What recovery is to reach, as far as a recovery window can judge it. */
public sealed interface Goal {

    /** The end of the archived WAL: LATEST. */
    record End() implements Goal {}

    /** The end of a backup, where it is consistent: IMMEDIATE. */
    record Consistency() implements Goal {}

    /** A time. PostgreSQL stops at the first transaction that ended later, or, not inclusive, at that time or later. */
    record Time(Instant at, boolean inclusive) implements Goal {}

    /** A position. PostgreSQL stops at the first record that begins there or later. */
    record Position(Lsn lsn) implements Goal {}

    /** What only the WAL itself can tell: the end of a transaction (XID) or a restore point (NAME). */
    record Mark() implements Goal {}
}
