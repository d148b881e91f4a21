package io.howdah.mover.bindump.backup;

/**
 * A tablespace other than pg_default and pg_global.
 *
 * @param location its directory; relative to the data directory when it is in place
 */
record Tablespace(long oid, String name, String location, boolean inPlace) {}
