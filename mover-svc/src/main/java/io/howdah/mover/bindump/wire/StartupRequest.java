package io.howdah.mover.bindump.wire;

import java.util.List;
import java.util.Map;

/** What a frontend may send before anything else. */
public sealed interface StartupRequest {

    record Tls() implements StartupRequest {}

    record GssEncryption() implements StartupRequest {}

    record Cancel(int pid, int secret) implements StartupRequest {}

    /**
     * @param minor of the protocol version 3 that was asked for
     * @param parameters in lower-case names as they came, without protocol options
     * @param unknownOptions protocol options ({@code _pq_.*}), none of which we have
     */
    record Startup(int minor, Map<String, String> parameters, List<String> unknownOptions) implements StartupRequest {}
}
