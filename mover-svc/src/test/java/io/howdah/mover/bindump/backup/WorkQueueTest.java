package io.howdah.mover.bindump.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.howdah.mover.bindump.command.Command.WorkerInfo;
import io.howdah.mover.bindump.wire.PgError;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

    private final WorkQueue queue = new WorkQueue(List.of(
            file("data/small", 1),
            directory("data"),
            file("data/large", 9),
            directory("data/base"),
            file("data/l2", 9)));

    @Test
    void handsOutDirectoriesAndThenTheLargest() {
        assertThat(List.of(queue.take(), queue.take(), queue.take(), queue.take(), queue.take()))
                .extracting(SourceFile::path)
                .containsExactly("data", "data/base", "data/l2", "data/large", "data/small");
        assertThat(queue.take()).isNull();
        assertThat(queue.bytesBelow("data")).isEqualTo(19);
    }

    @Test
    void theLastToFinishIsTold() throws PgError {
        queue.join(new WorkerInfo(2, 1));
        queue.join(new WorkerInfo(2, 2));
        assertThat(queue.finish()).isFalse();
        assertThat(state(queue::requireComplete)).isEqualTo("55000");
        assertThat(queue.finish()).isTrue();
        queue.requireComplete();
    }

    @Test
    void aWorkerThatNeverComesIsMissed() throws PgError {
        queue.join(new WorkerInfo(2, 1));
        assertThat(queue.finish()).isFalse();
        assertThat(state(queue::requireComplete)).isEqualTo("55000");
        queue.join(new WorkerInfo(2, 2));
        assertThat(queue.take()).isNotNull();
        assertThat(queue.finish()).isTrue();
    }

    @Test
    void refusesWorkersThatDoNotFitTogether() throws PgError {
        queue.join(new WorkerInfo(3, 1));
        assertThat(state(() -> queue.join(new WorkerInfo(2, 2)))).isEqualTo("55000");
        assertThat(state(() -> queue.join(new WorkerInfo(3, 1)))).isEqualTo("55000");
        assertThat(state(() -> queue.join(null))).isEqualTo("55000");
    }

    @Test
    void oneAloneCopiesOnce() throws PgError {
        queue.join(null);
        assertThat(queue.finish()).isTrue();
        assertThat(state(() -> queue.join(null))).isEqualTo("55000");
    }

    private static String state(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(PgError.class, call).sqlState();
    }

    private static SourceFile file(String path, long size) {
        return new SourceFile(path, false, 0600, size, 0, false);
    }

    private static SourceFile directory(String path) {
        return new SourceFile(path, true, 0700, 0, 0, false);
    }
}
