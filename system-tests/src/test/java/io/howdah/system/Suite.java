package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A suite of its own, with a temporary home and free ports, started and stopped by the launcher. */
final class Suite implements AutoCloseable {

    /** In the order of their ports. */
    private static final List<String> SERVICES = List.of("api-gateway", "recovery-svc", "mount-svc", "mover-svc");

    /** What its services take, bindump included. */
    private static final int SERVICE_PORTS = 5;

    /** With those of publications: one that comes back must not find its port taken by one of another suite. */
    static final int PORTS = SERVICE_PORTS + 60;

    private final Launcher launcher;
    private final Map<String, String> environment;
    private final Path home;
    private final int port;

    private Suite(Launcher launcher, Path home, int port, Map<String, String> environment) {
        this.launcher = launcher;
        this.home = home;
        this.port = port;
        this.environment = environment;
    }

    static Suite start() {
        return start(Launcher.own(), Map.of());
    }

    /** @param settings environment variables beside those that keep suites apart */
    static Suite start(Launcher launcher, Map<String, String> settings) {
        return start(launcher, settings, FreePorts.row(PORTS));
    }

    /** @param port the first of {@value #PORTS} in a row that are free */
    static Suite start(Launcher launcher, Map<String, String> settings, int port) {
        return start(launcher, settings, Map.of(), port);
    }

    /** @param configuration the content of files in its directory {@code config}, by name */
    static Suite start(Launcher launcher, Map<String, String> settings, Map<String, String> configuration, int port) {
        Path home = newHome(launcher.osUser());
        configure(home, configuration);
        return start(launcher, settings, home, port);
    }

    /** @param home a directory that is there; it is removed in the end */
    static Suite start(Launcher launcher, Map<String, String> settings, Path home, int port) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("HOWDAH_MOVER_INSTANCE_FIRSTPORT", Integer.toString(port + SERVICE_PORTS));
        environment.put("HOWDAH_MOVER_INSTANCE_LASTPORT", Integer.toString(port + PORTS - 1));
        environment.putAll(settings);
        environment.put("HOWDAH_HOME", home.toString());
        environment.put("HOWDAH_PORT", Integer.toString(port));
        environment.put("HOWDAH_BINDUMP_PORT", Integer.toString(port + 4));
        Suite suite = new Suite(launcher, home, port, environment);
        try {
            suite.launcher("up");
        } catch (AssertionError | RuntimeException e) {
            suite.close();
            throw e;
        }
        return suite;
    }

    private static void configure(Path home, Map<String, String> configuration) {
        try {
            for (var file : configuration.entrySet()) {
                Path directory = Files.createDirectories(home.resolve("config"));
                Files.writeString(directory.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path newHome(String osUser) {
        try {
            Path home = Files.createTempDirectory(Path.of("/var/tmp"), "howdah-home");
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
            if (!osUser.equals(System.getProperty("user.name"))) {
                Command.run("chown", osUser, home.toString());
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String launcher(String... words) {
        return Command.run(environment, launcher.command(words));
    }

    /** Begins a command of the launcher that ends by itself; what it prints goes to a file. */
    Process begin(Path output, String... words) {
        try {
            ProcessBuilder builder = new ProcessBuilder(launcher.command(words))
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command in the mount table of its mount-svc. */
    void inItsMounts(String... arguments) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--mount", "--target", pid("mount-svc"), "--"));
        command.addAll(List.of(arguments));
        Command.run(Map.of(), command);
    }

    String pid(String service) {
        return read("run/" + service + ".pid").split("\\s+")[0];
    }

    /** Ends a service as a crash does; returns when it is gone. */
    void kill(String service) {
        kill(List.of(service));
    }

    /** Ends services at once as a crash does; returns when all are gone. */
    void kill(List<String> services) {
        List<ProcessHandle> processes = services.stream()
                .map(service -> ProcessHandle.of(Long.parseLong(pid(service))).orElseThrow())
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(
                process -> process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }

    /** Starts again what does not run, as a supervisor would; returns when all services are healthy. */
    void revive() {
        launcher("up");
    }

    Api api() {
        return new Api(url(), token());
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** Where one of its services listens. */
    String url(String service) {
        return url(port, service);
    }

    /** Where one of the services of a suite listens that has this port. */
    static String url(int port, String service) {
        return "http://127.0.0.1:" + (port + SERVICES.indexOf(service));
    }

    /** mount-svc or mover-svc as recovery-svc speaks with them. */
    Api agent(String service) {
        return new Api(url(service), read("secret/agent"));
    }

    /** What its directories outside of its home are called. */
    String name() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(home.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    String token() {
        return read("token");
    }

    /** What a service wants to see: the users' token, or the suite's own. */
    String secretFor(String service) {
        return service.equals("api-gateway") ? token() : read("secret/agent");
    }

    private String read(String file) {
        try {
            return Files.readString(home.resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path home() {
        return home;
    }

    /** Copies its logs below a directory, for whoever looks for the cause of a fault. */
    void keepLogs(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.run("cp", "-r", home.resolve("logs").toString(), directory.toString());
    }

    Path repository() {
        return home.resolve("repository");
    }

    int bindumpPort() {
        return port + 4;
    }

    @Override
    public void close() {
        launcher("down");
        Command.run("rm", "-rf", home.toString());
    }
}
