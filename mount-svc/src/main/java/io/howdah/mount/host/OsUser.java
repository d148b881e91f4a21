package io.howdah.mount.host;

/** A user of the operating system, by name and by the numbers that files carry. */
public record OsUser(String name, int uid, int gid) {}
