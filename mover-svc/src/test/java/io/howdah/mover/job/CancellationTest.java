package io.howdah.mover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CancellationTest {

    private final Cancellation cancellation = new Cancellation("transfer t1");

    @Test
    void letsWorkGoOnThatIsNotToStop() {
        assertThatNoException().isThrownBy(cancellation::check);
        assertThatNoException().isThrownBy(() -> cancellation.pause(Duration.ofMillis(1)));
        assertThat(cancellation.isRequested()).isFalse();
    }

    @Test
    @Timeout(10)
    void endsAPause() {
        Thread.ofVirtual().start(cancellation::request);

        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> cancellation.pause(Duration.ofHours(1)))
                .withMessage("transfer t1 was canceled");
    }

    @Test
    void stopsWorkThatLooks() {
        cancellation.request();

        assertThatExceptionOfType(CancellationException.class).isThrownBy(cancellation::check);
    }
}
