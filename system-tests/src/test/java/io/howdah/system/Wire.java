package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A network in miniature: carries the bytes of connections to one address, until it is cut. */
final class Wire implements AutoCloseable {

    private static final int SEGMENT = 16 << 10;

    private final SocketAddress target;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong carried = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean cut;
    private volatile long cutAt = Long.MAX_VALUE;

    private Wire(SocketAddress target, ServerSocketChannel server) {
        this.target = target;
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    /** A port of the loopback that leads to a server there. */
    static Wire to(String url) {
        return to(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), URI.create(url).getPort()),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** @param at where to listen */
    static Wire to(SocketAddress target, SocketAddress at) {
        try {
            ServerSocketChannel server = at instanceof UnixDomainSocketAddress
                    ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    : ServerSocketChannel.open();
            server.bind(at);
            return new Wire(target, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        try {
            return "http://127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing passes any more, in either direction, and nobody is told. */
    void cut() {
        set(true);
    }

    /** Cuts it as soon as so many more bytes have passed. */
    void cutAfter(long bytes) {
        cutAt = carried.get() + bytes;
    }

    /** What was under way arrives, as TCP repeats what was lost. */
    void mend() {
        cutAt = Long.MAX_VALUE;
        set(false);
    }

    /** How many bytes came to it, in both directions. */
    long carried() {
        return carried.get();
    }

    boolean isCut() {
        lock.lock();
        try {
            return cut;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the connections there are, on both sides. */
    void reset() {
        open.forEach(Wire::close);
        open.clear();
    }

    private void set(boolean now) {
        lock.lock();
        try {
            cut = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitWhole() throws InterruptedException {
        lock.lock();
        try {
            while (cut) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel from = server.accept();
                open.add(from);
                Thread.ofVirtual().start(() -> connect(from));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void connect(SocketChannel from) {
        try {
            awaitWhole();
            SocketChannel to = SocketChannel.open(target);
            open.add(to);
            Thread.ofVirtual().start(() -> carry(from, to));
            carry(to, from);
        } catch (IOException nobodyThere) {
            close(from);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void carry(SocketChannel from, SocketChannel to) {
        ByteBuffer segment = ByteBuffer.allocate(SEGMENT);
        try {
            while (from.read(segment) >= 0) {
                segment.flip();
                if (carried.addAndGet(segment.remaining()) > cutAt) {
                    cut();
                }
                awaitWhole();
                while (segment.hasRemaining()) {
                    to.write(segment);
                }
                segment.clear();
            }
        } catch (IOException oneEndIsGone) {
            // and so the other goes too
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        mend();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reset();
    }
}
