package io.howdah.recovery.host;

import java.util.List;

/** Things that need their host to stay registered. */
@FunctionalInterface
public interface HostUse {

    /** What uses the host, in words such as {@code cluster shop}; called in the transaction that would delete it. */
    List<String> usersOf(String host);
}
