package io.howdah.mover;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback that nobody listens on, below the range that the kernel hands out to clients: whoever gets one
 * may begin to listen later. Each of the two processes that run tests has a range of its own.
 */
public final class FreePorts {

    private static final int COUNT = 5_000;
    private static final int LOWEST = 20_000 + (Integer.getInteger("howdah.fork", 1) - 1) % 2 * COUNT;
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    public static synchronized int one() {
        return row(1);
    }

    /** The first of so many free ports in a row. */
    public static synchronized int row(int count) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(LOWEST, LOWEST + COUNT - count);
            if (free(first, count)) {
                for (int i = 0; i < count; i++) {
                    GIVEN.add(first + i);
                }
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " free ports in a row");
    }

    private static boolean free(int first, int count) {
        for (int port = first; port < first + count; port++) {
            if (GIVEN.contains(port) || occupied(port)) {
                return false;
            }
        }
        return true;
    }

    private static boolean occupied(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return false;
        } catch (IOException somebodyListens) {
            return true;
        }
    }
}
