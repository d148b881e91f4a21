package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports of the loopback that nobody listens on, below the range that the kernel hands out to clients. Tests that run
 * beside these, in another process, choose from others: what does not listen for a moment keeps its ports.
 */
final class FreePorts {

    private static final int COUNT = 6_000;
    private static final int LOWEST = 20_000 + (Integer.getInteger("howdah.fork", 1) - 1) % 2 * COUNT;
    private static final int HIGHEST = LOWEST + COUNT;

    /** Somebody who has not begun to listen yet may have them. */
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    static int one() {
        return row(1);
    }

    /** The first of so many free ports in a row. */
    static synchronized int row(int count) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - count);
            List<Integer> ports = IntStream.range(first, first + count).boxed().toList();
            if (Collections.disjoint(GIVEN, ports) && allFree(first, count)) {
                GIVEN.addAll(ports);
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " free ports in a row");
    }

    private static boolean allFree(int first, int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(first + i, 1, InetAddress.getLoopbackAddress()));
            }
            return true;
        } catch (IOException occupied) {
            return false;
        } finally {
            held.forEach(FreePorts::close);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
