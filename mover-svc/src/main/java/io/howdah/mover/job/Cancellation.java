package io.howdah.mover.job;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether some work is to stop. The work looks now and then; a pause ends at once. */
public final class Cancellation {

    private final String work;
    private final CountDownLatch requested = new CountDownLatch(1);

    /** @param work in the message of the exception */
    public Cancellation(String work) {
        this.work = work;
    }

    public void request() {
        requested.countDown();
    }

    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** @throws CancellationException when the work is to stop */
    public void check() {
        if (isRequested()) {
            throw new CancellationException(work + " was canceled");
        }
    }

    /** @throws CancellationException when the work is to stop, then or meanwhile */
    public void pause(Duration time) throws InterruptedException {
        requested.await(time.toNanos(), TimeUnit.NANOSECONDS);
        check();
    }
}
