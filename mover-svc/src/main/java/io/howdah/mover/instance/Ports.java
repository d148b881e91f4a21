package io.howdah.mover.instance;

import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Finds out which TCP ports are free, by binding them. */
@Component
class Ports {

    private final int first;
    private final int last;
    private int next;

    Ports(InstanceProperties properties) {
        this.first = properties.firstPort();
        this.last = properties.lastPort();
        this.next = first;
    }

    /**
     * The next one that nobody listens on and no other instance was given. A port that became free comes last: whoever
     * still tries to reach its instance meets nobody rather than a stranger.
     */
    synchronized int choose(Set<Integer> given) {
        for (int tried = first; tried <= last; tried++) {
            int port = next;
            next = port == last ? first : port + 1;
            if (!given.contains(port) && free(port)) {
                return port;
            }
        }
        throw ProblemException.conflict(
                "NO_FREE_PORT",
                "no port from " + first + " to " + last + " is free on this host",
                "remove publications, or widen howdah.mover.instance.first-port and last-port");
    }

    void requireFree(int port) {
        if (!free(port)) {
            throw occupied(port);
        }
    }

    boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException occupied) {
            return false;
        }
    }

    static ProblemException occupied(int port) {
        return ProblemException.conflict(
                "PORT_OCCUPIED",
                "port " + port + " is already in use on this host",
                "choose another port, leave the port out to get a free one, or stop what listens on it");
    }
}
