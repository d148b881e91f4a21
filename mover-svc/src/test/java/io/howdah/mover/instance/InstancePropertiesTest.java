package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Where clients are told to connect to. */
class InstancePropertiesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1             |           | 127.0.0.1
            10.0.0.5, 127.0.0.1   |           | 10.0.0.5
            localhost             |           | localhost
            0.0.0.0               | db2.local | db2.local
            127.0.0.1             | db2.local | db2.local
            """)
    void isWhatIsSetOrElseTheFirstListenAddress(String listenAddress, @Nullable String connectionHost, String told) {
        assertThat(properties(listenAddress, connectionHost).reachedAt()).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "0.0.0.0", "::"})
    void isTheHostsNameWhenInstancesListenEverywhere(String listenAddress) throws UnknownHostException {
        assertThat(properties(listenAddress, null).reachedAt())
                .isEqualTo(InetAddress.getLocalHost().getHostName());
    }

    @Test
    void isTheLoopbackByDefault() {
        assertThat(properties(null, null).reachedAt()).isEqualTo("127.0.0.1");
    }

    private static InstanceProperties properties(@Nullable String listenAddress, @Nullable String connectionHost) {
        Map<String, String> settings = new HashMap<>();
        if (listenAddress != null) {
            settings.put("howdah.mover.instance.listen-address", listenAddress);
        }
        if (connectionHost != null) {
            settings.put("howdah.mover.instance.connection-host", connectionHost);
        }
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("howdah.mover.instance", InstanceProperties.class);
    }
}
