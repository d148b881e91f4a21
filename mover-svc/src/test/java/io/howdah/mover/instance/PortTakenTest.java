package io.howdah.mover.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.howdah.mover.FreePorts;
import io.howdah.mover.MoverProcess;
import io.howdah.mover.Programs;
import io.howdah.mover.SourceCluster;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody takes the port between the moment it is given and the moment the server binds it. */
class PortTakenTest {

    private static SourceCluster source;
    private static Path programs;
    private static MoverProcess mover;

    private Path mount;

    @BeforeAll
    static void start() {
        source = SourceCluster.start();
        programs = Programs.directoryInMemory();
        Programs.run("sh", "-c", """
                ln -s "$1"/* "$2" && rm "$2/postgres" && cat > "$2/postgres" <<SCRIPT && chmod 755 "$2/postgres"
                #!/bin/sh
                # the first server that is started waits, with its port already given
                if [ "\\$1" = -D ] && mkdir "$2/held"; then
                    for argument; do
                        case \\$argument in port=*) echo "\\${argument#port=}" > "$2/port" ;; esac
                    done
                    while [ ! -e "$2/go" ]; do sleep 0.05; done
                fi
                exec "$1/postgres" "\\$@"
                SCRIPT
                """, "sh", Programs.BIN.toString(), programs.toString());
        mover = MoverProcess.start(Map.of("HOWDAH_MOVER_HOST_BINDIRECTORIES", programs.toString()));
    }

    @AfterAll
    static void stop() {
        mover.close();
        source.close();
        Programs.remove(programs);
    }

    @BeforeEach
    void copy() {
        mount = Programs.directoryInMemory();
        source.copyTo(mount);
        Programs.run("rm", "-rf", programs + "/held", programs + "/port", programs + "/go");
    }

    @AfterEach
    void cleanUp() {
        mover.delete("/instances/p1");
        Programs.remove(mount);
    }

    @Test
    void aPortThatWasChosenHereIsExchangedForAnother() throws Exception {
        Map<String, Object> spec = spec();
        int taken;
        MoverProcess.Answer failed;
        var answer = CompletableFuture.supplyAsync(() -> mover.put("/instances/p1", spec));
        try (ServerSocket other = takeItsPort()) {
            failed = answer.join();
            taken = other.getLocalPort();
        }
        assertThat(failed.body().path("error").path("code").asString())
                .as("%s", failed.body())
                .isEqualTo("INSTANCE_INTERRUPTED");
        try (var _ = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
            MoverProcess.Answer again = mover.put("/instances/p1", spec);
            assertThat(again.text("state")).as("%s", again.body()).isEqualTo("READY");
            assertThat(again.body().path("port").asInt()).isNotEqualTo(taken);
        }
    }

    @Test
    void aPortThatWasAskedForIsToldAsOccupied() throws Exception {
        Map<String, Object> spec = spec();
        spec.put("port", FreePorts.one());
        var answer = CompletableFuture.supplyAsync(() -> mover.put("/instances/p1", spec));
        try (var _ = takeItsPort()) {
            MoverProcess.Answer failed = answer.join();
            assertThat(failed.body().path("error").path("code").asString())
                    .as("%s", failed.body())
                    .isEqualTo("PORT_OCCUPIED");
        }
    }

    /** Takes the port that the waiting server was given, and lets the server go on. */
    private ServerSocket takeItsPort() throws Exception {
        Path port = programs.resolve("port");
        await().until(() -> Files.exists(port) && Files.size(port) > 1);
        ServerSocket taken =
                new ServerSocket(Integer.parseInt(Files.readString(port).strip()), 1, InetAddress.getLoopbackAddress());
        Programs.run("touch", programs.resolve("go").toString());
        return taken;
    }

    private Map<String, Object> spec() {
        return new HashMap<>(Map.of(
                "dataDirectory", mount.resolve("data").toString(),
                "walDirectory", mount.resolve("wal").toString(),
                "major", 15,
                "target", Map.of("type", "IMMEDIATE")));
    }
}
