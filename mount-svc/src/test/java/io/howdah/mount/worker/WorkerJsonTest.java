package io.howdah.mount.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.mount.fs.ReadCount;
import io.howdah.mount.timing.OperationTimes;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WorkerJsonTest {

    @Test
    void specificationSurvives() {
        WorkerSpec spec =
                new WorkerSpec("m1", "/r \"x\"", "c", "b", "/mnt", "/cache", 1, 2, true, "/run/s", 128L << 20);
        assertThat(WorkerJson.readSpec(WorkerJson.write(spec))).isEqualTo(spec);
    }

    @Test
    void statusSurvives() {
        WorkerStatus failed = new WorkerStatus(
                WorkerState.FAILED,
                7,
                false,
                Map.of("backup", 3L),
                new WorkerError("CODE", "detail\n", null),
                Map.of());
        assertThat(WorkerJson.readStatus(WorkerJson.write(failed))).isEqualTo(failed);
        assertThat(WorkerJson.write(failed)).doesNotContain("\n");
        WorkerStatus mounted = new WorkerStatus(WorkerState.MOUNTED, 7, true, Map.of(), null, Map.of("reads", 5L));
        assertThat(WorkerJson.readStatus(WorkerJson.write(mounted))).isEqualTo(mounted);
    }

    @Test
    void metricsSurvive() {
        WorkerMetrics metrics = new WorkerMetrics(
                Map.of(WorkerMetrics.REPOSITORY, new ReadCount(2, 40_000)),
                77,
                Map.of("read", new OperationTimes(5_000_000, new TreeMap<>(Map.of(10_000L, 3L, Long.MAX_VALUE, 1L)))));
        assertThat(WorkerJson.readMetrics(WorkerJson.write(metrics))).isEqualTo(metrics);
        WorkerStatus status = new WorkerStatus(WorkerState.MOUNTED, 7, true, Map.of(), null, Map.of());
        assertThatThrownBy(() -> WorkerJson.readMetrics(WorkerJson.write(status)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> WorkerJson.readSpec("{\"id\":1}")).hasMessageContaining("id is not a String");
        assertThatThrownBy(() -> WorkerJson.readSpec("{}")).hasMessageContaining("id is missing");
        assertThatThrownBy(() -> WorkerJson.readRequest("[")).hasMessageContaining("not a JSON object");
        assertThatThrownBy(() -> WorkerJson.readRequest("{\"op\"")).isInstanceOf(IllegalArgumentException.class);
    }
}
