package io.howdah.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.json.JsonMapper;

/**
 * A network of its own on this machine: a switch, hosts on it that are network namespaces, and a cable to this machine.
 * The switch is in a namespace, too, out of reach of what this machine filters.
 */
final class Network implements AutoCloseable {

    private static final String BRIDGE = "switch";

    private final String name;
    private final String addresses;
    private final Namespace hub;
    private final List<Host> hosts = new ArrayList<>();

    private Network(String name, String addresses) {
        this.name = name;
        this.addresses = addresses;
        this.hub = new Namespace("howdah-" + name);
    }

    /** A network namespace. It shares all but the network with this machine, mounts among it. */
    record Namespace(String name) {

        /** Of a command that is to be run there. */
        List<String> prefix() {
            return List.of("nsenter", "--net=/run/netns/" + name, "--");
        }

        String run(String... arguments) {
            List<String> command = new ArrayList<>(prefix());
            command.addAll(List.of(arguments));
            return Command.run(Map.of(), command);
        }

        /** @param command words without spaces in them */
        void ip(String command, Object... values) {
            run(("ip " + command.formatted(values)).split(" "));
        }
    }

    /**
     * A host.
     *
     * @param address where it is reached, also from this machine
     * @param hub where the other end of its cable is
     * @param cable the interface at that end
     */
    record Host(Namespace namespace, String address, Namespace hub, String cable) {

        /** Nothing passes any more, in either direction. */
        void unplug() {
            hub.ip("link set %s down", cable);
        }

        void plugIn() {
            hub.ip("link set %s up", cable);
        }

        /** Lets no more than this pass to the host. */
        void slowDown(int megabitsPerSecond) {
            String limit = "rate %dmbit burst 256kb latency 100ms".formatted(megabitsPerSecond);
            hub.run(("tc qdisc replace dev " + cable + " root tbf " + limit).split(" "));
        }

        void speedUp() {
            hub.run("tc", "qdisc", "delete", "dev", cable, "root");
        }

        /** How much has come from it, with all that its packets have around them. */
        long bytesSent() {
            return JsonMapper.shared()
                    .readTree(hub.run("ip", "-statistics", "-json", "link", "show", "dev", cable))
                    .path(0)
                    .path("stats64")
                    .path("rx")
                    .path("bytes")
                    .asLong();
        }
    }

    /** Why there can be no such network on this machine. */
    static Optional<String> obstacle() {
        if (!OsUsers.isRoot()) {
            return Optional.of("only root can make network namespaces");
        }
        try (Network _ = of(1)) {
            return Optional.empty();
        } catch (AssertionError | RuntimeException e) {
            return Optional.of("there can be no network namespaces: " + e.getMessage());
        }
    }

    static Network of(int hosts) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        // addresses that are meant for tests of networks (RFC 2544)
        Network network = new Network(
                String.format("hd%08x", random.nextInt()), "198." + random.nextInt(18, 20) + "." + random.nextInt(256));
        try {
            network.make(hosts);
            return network;
        } catch (AssertionError | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private void make(int count) {
        Command.run("ip", "netns", "add", hub.name());
        hub.ip("link add %s type bridge", BRIDGE);
        hub.ip("link set %s up", BRIDGE);
        Command.run("ip link add %s type veth peer name here netns %s"
                .formatted(name, hub.name())
                .split(" "));
        hub.ip("link set here master %s up", BRIDGE);
        Command.run("ip", "address", "add", addresses + ".1/24", "dev", name);
        Command.run("ip", "link", "set", name, "up");
        for (int i = 0; i < count; i++) {
            Namespace namespace = new Namespace(hub.name() + "-" + i);
            Host host = new Host(namespace, addresses + "." + (2 + i), hub, "port" + i);
            hosts.add(host);
            connect(host);
        }
    }

    private void connect(Host host) {
        Namespace namespace = host.namespace();
        Command.run("ip", "netns", "add", namespace.name());
        hub.ip("link add %s type veth peer name eth0 netns %s", host.cable(), namespace.name());
        hub.ip("link set %s master %s up", host.cable(), BRIDGE);
        namespace.ip("address add %s/24 dev eth0", host.address());
        namespace.ip("link set eth0 up");
        namespace.ip("link set lo up");
    }

    Host host(int number) {
        return hosts.get(number);
    }

    @Override
    public void close() {
        hosts.forEach(host -> delete("netns", host.namespace().name()));
        delete("netns", hub.name());
        delete("link", name);
    }

    private static void delete(String kind, String what) {
        Command.attempt(Map.of(), List.of("ip", kind, "delete", what));
    }
}
