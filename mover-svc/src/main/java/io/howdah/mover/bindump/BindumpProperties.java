package io.howdah.mover.bindump;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The bindump listener.
 *
 * @param port TCP port, and part of the unix socket's name; 0 takes a free one
 * @param listenAddress of the TCP listener
 * @param certificate PEM file; with it and the private key the listener offers TLS
 * @param privateKey PEM file, unencrypted
 * @param socketDirectory where the unix socket {@code .s.PGSQL.<port>} is made; none when absent
 * @param authenticationTimeout from the first byte to being let in; a connection that takes longer is closed
 * @param maxConnections most connections that have been let in at a time
 * @param maxUnauthenticated most connections that have not; one more evicts the oldest of them
 */
@Validated
@ConfigurationProperties("howdah.mover.bindump")
public record BindumpProperties(
        @DefaultValue("5499") @Min(0) @Max(65535) int port,
        @DefaultValue("127.0.0.1") @NotNull InetAddress listenAddress,
        @Nullable Path certificate,
        @Nullable Path privateKey,
        @Nullable Path socketDirectory,
        @DefaultValue("60s") @NotNull Duration authenticationTimeout,
        @DefaultValue("100") @Min(1) @Max(10_000) int maxConnections,
        @DefaultValue("500") @Min(1) @Max(100_000) int maxUnauthenticated) {

    @AssertTrue(message = "certificate and private-key go together: give both or none") boolean isTlsComplete() {
        return (certificate == null) == (privateKey == null);
    }

    @AssertTrue(message = "authentication-timeout must be positive") boolean isTimeoutPositive() {
        return authenticationTimeout.isPositive();
    }
}
