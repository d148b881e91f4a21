package io.howdah.mover.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** The operating system user that this process runs as, and so the only one whose instances it can run. */
@Component
public class OsUser {

    private final String name;
    private final int uid;

    OsUser() {
        this(System.getProperty("user.name"), effectiveUid());
    }

    OsUser(String name, int uid) {
        // the JDK says "?" for a user id that the host has no name for, as happens in containers
        this.name = name.equals("?") ? Integer.toString(uid) : name;
        this.uid = uid;
    }

    public String name() {
        return name;
    }

    public int uid() {
        return uid;
    }

    public boolean root() {
        return uid == 0;
    }

    private static int effectiveUid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the owner of /proc/self", e);
        }
    }
}
