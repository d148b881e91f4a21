package io.howdah.mover.instance;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How instances run on this host.
 *
 * @param socketRoot below it each instance gets a directory of its own, mode 0700, for its unix socket and generated
 *     files. Keep it short: the path of a socket may have 107 bytes (sun_path, unix(7))
 * @param logDirectory where each instance's server log is written while it exists
 * @param listenAddress PostgreSQL's listen_addresses; loopback by default
 * @param connectionHost the name or address that clients are told; absent, it follows from the listen address
 * @param firstPort first of the ports that instances get which ask for none
 * @param lastPort last of them, inclusive. Stay below the kernel's ephemeral ports (32768), which outgoing connections
 *     take at any moment
 * @param maxSharedBuffers the source's shared_buffers is cut to this; absent, to a quarter of the host's memory
 * @param startWait how long a PUT waits for the instance before it answers STARTING
 * @param startTimeout how long recovery may take before the instance is given up as FAILED
 * @param fastShutdownWait how long a fast shutdown may take before it becomes an immediate one
 * @param immediateShutdownWait how long an immediate shutdown may take before the processes are killed; PostgreSQL
 *     itself kills its children after 5 s
 */
@Validated
@ConfigurationProperties("howdah.mover.instance")
public record InstanceProperties(
        @DefaultValue(".howdah/run/instances") Path socketRoot,
        @DefaultValue(".howdah/logs/instances") Path logDirectory,
        @DefaultValue("127.0.0.1") @NotBlank String listenAddress,
        @Nullable String connectionHost,
        @DefaultValue("15432") @Min(1024) @Max(65535) int firstPort,
        @DefaultValue("16431") @Min(1024) @Max(65535) int lastPort,
        @Nullable DataSize maxSharedBuffers,
        @DefaultValue("25s") Duration startWait,
        @DefaultValue("12h") Duration startTimeout,
        @DefaultValue("15s") Duration fastShutdownWait,
        @DefaultValue("8s") Duration immediateShutdownWait) {

    private static final Set<String> EVERY_ADDRESS = Set.of("*", "0.0.0.0", "::");

    /**
     * Where clients reach an instance that listens for them. One that listens everywhere is known by the host's name.
     */
    String reachedAt() {
        if (connectionHost != null) {
            return connectionHost;
        }
        String first = listenAddress.split(",", 2)[0].strip();
        return EVERY_ADDRESS.contains(first) ? hostName() : first;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            // nobody can resolve the name of a host that does not resolve it itself
            return "localhost";
        }
    }

    @AssertTrue(message = "first-port must not be above last-port") boolean isPortRange() {
        return firstPort <= lastPort;
    }
}
