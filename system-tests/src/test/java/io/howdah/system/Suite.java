package io.howdah.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A suite of its own, with a temporary home and free ports, started and stopped by the launcher. */
final class Suite implements AutoCloseable {

    static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent();

    private final String osUser;
    private final List<String> prefix;
    private final Map<String, String> environment;
    private final Path home;
    private final int port;

    private Suite(String osUser, Path home, int port, Map<String, String> environment, List<String> prefix) {
        this.prefix = prefix;
        this.osUser = osUser;
        this.home = home;
        this.port = port;
        this.environment = environment;
    }

    static Suite start() {
        return start(System.getProperty("user.name"), Map.of());
    }

    /** Starts it wholly as that user, with settings beside the launcher's own. */
    static Suite start(String osUser, Map<String, String> settings) {
        return start(osUser, settings, List.of());
    }

    private static Suite start(String osUser, Map<String, String> settings, List<String> prefix) {
        try {
            Path home = Files.createTempDirectory(Path.of("/var/tmp"), "howdah-home");
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
            if (!osUser.equals(System.getProperty("user.name"))) {
                Command.run("chown", osUser, home.toString());
            }
            int port = FreePorts.row(5);
            Map<String, String> environment = new TreeMap<>(settings);
            environment.put("HOWDAH_HOME", home.toString());
            environment.put("HOWDAH_PORT", Integer.toString(port));
            environment.put("HOWDAH_BINDUMP_PORT", Integer.toString(port + 4));
            Suite suite = new Suite(osUser, home, port, environment, prefix);
            try {
                suite.launcher("up");
            } catch (AssertionError | RuntimeException e) {
                suite.close();
                throw e;
            }
            return suite;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it as root with a mount table of its own, in which /dev/fuse is a mount that can be taken away. */
    static Suite startIsolated() {
        return start(
                "root",
                Map.of(),
                List.of("unshare", "--mount", "sh", "-c", "mount --bind /dev/fuse /dev/fuse; exec \"$@\"", "sh"));
    }

    /** Runs a command in the mount table of its mount-svc. */
    void inItsMounts(String... arguments) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--mount", "--target", pid("mount-svc"), "--"));
        command.addAll(List.of(arguments));
        Command.run(Map.of(), command);
    }

    String pid(String service) {
        try {
            return Files.readString(home.resolve("run").resolve(service + ".pid"))
                    .strip()
                    .split("\\s+")[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String launcher(String... words) {
        List<String> arguments =
                new ArrayList<>(List.of(CHECKOUT.resolve("howdah").toString()));
        arguments.addAll(List.of(words));
        return Command.run(environment, Command.as(osUser, arguments));
    }

    Api api() {
        return new Api(url(), token());
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String token() {
        try {
            return Files.readString(home.resolve("token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path home() {
        return home;
    }

    Path repository() {
        return home.resolve("repository");
    }

    int port() {
        return port;
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
