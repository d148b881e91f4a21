package io.howdah.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/**
 * The power goes while clients commit to a publication, another one comes and goes, and a backup is taken or deleted:
 * when the host has booted, all that anybody had been told is true, and what was under way ends well.
 */
class PowerCutSystemTest {

    private static final int CUTS = Thorough.count(2, 33);
    private static final int CLIENTS = 2;
    private static final long ACCOUNTS = 100_000;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final Path LOGS = Path.of("target/power-cuts");

    private final List<CommittingClient> clients = new ArrayList<>();

    @Test
    void whatWasToldIsTrueAfterTheBoot() throws Exception {
        CuttableDisk.obstacle().ifPresent(obstacle -> assumeTrue(false, obstacle));
        try (SourceCluster source = source();
                Machine machine = Machine.start()) {
            Api api = machine.suite().api();
            Api.accepted(api.put("/api/v1/clusters/source", source.registration()));
            String backup = api.backUp("source", Map.of()).path("id").asString();
            Publication publication = new Publication(api.publish(publish(backup)));
            Traffic traffic = new Traffic(api, publish(backup), Map.of("cluster", "source", "type", "FULL"));

            List<PowerCut> cuts = cut(machine.disk(), publication, traffic);
            machine.powerOff();

            List<String> faults = new ArrayList<>();
            for (PowerCut cut : cuts) {
                try {
                    boot(machine, publication, cut);
                } catch (AssertionError | ConditionTimeoutException e) {
                    faults.add(cut.name() + ": " + e.getMessage());
                    System.out.println(faults.getLast());
                    machine.suite().keepLogs(LOGS.resolve(cut.name()));
                }
                machine.powerOff();
                Files.delete(cut.image());
            }
            assertThat(faults).isEmpty();
            assertThat(source.database("postgres").value("SELECT count(*) FROM pg_replication_slots"))
                    .as("replication slots of backups that were cut")
                    .isEqualTo("0");
        }
    }

    /** At a port that no other suite takes while this one has no power. */
    private static Map<String, ?> publish(String backup) {
        return Map.of("backupId", backup, "port", FreePorts.one());
    }

    /**
     * Publications inherit its settings: small buffers, so that pages are written at any time, and many checkpoints.
     */
    private static SourceCluster source() {
        SourceCluster source =
                SourceCluster.create("shared_buffers = '8MB'", "checkpoint_timeout = '30s'", "max_wal_size = '32MB'");
        source.database("postgres")
                .execute(
                        "CREATE TABLE acknowledged (client int, n bigint, filler text, PRIMARY KEY (client, n))",
                        // in force in what is published, while the source itself is not loaded again
                        "ALTER SYSTEM SET fsync = on");
        pgbench(source.database("postgres"), "--initialize", "--quiet");
        return source;
    }

    private List<PowerCut> cut(CuttableDisk disk, Publication publication, Traffic traffic) throws Exception {
        Database database = publication.database("postgres");
        IntStream.range(0, CLIENTS).forEach(number -> clients.add(new CommittingClient(database, number)));
        List<Thread> threads = clients.stream()
                .map(client -> Thread.ofPlatform().start(client))
                .toList();
        Process pgbench = new ProcessBuilder(
                        pgbenchCommand(database, "--no-vacuum", "--client=2", "--rate=100", "--time=3600"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        traffic.start();
        List<PowerCut> cuts = new ArrayList<>();
        try {
            for (int i = 0; i < CUTS; i++) {
                String when = awaitMoment(i, traffic);
                cuts.add(PowerCut.now("cut-%02d-%s".formatted(i, when), disk, clients, traffic));
            }
            assertThat(pgbench.isAlive()).as("pgbench works all the time").isTrue();
        } finally {
            traffic.stop();
            pgbench.destroyForcibly();
            clients.forEach(CommittingClient::stop);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        return cuts;
    }

    /** During each phase in turn, and then whatever is going on. */
    private static String awaitMoment(int number, Traffic traffic) {
        Traffic.Phase[] phases = Traffic.Phase.values();
        int turn = number % (phases.length + 1);
        if (turn == phases.length) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
            return "anytime";
        }
        traffic.awaitMoment(phases[turn]);
        return phases[turn].name().toLowerCase(Locale.ROOT);
    }

    private void boot(Machine machine, Publication publication, PowerCut cut) throws IOException {
        long start = System.nanoTime();
        machine.boot(cut.image());
        publication.awaitAnswer();
        double answered = (System.nanoTime() - start) / 1e9;
        Aftermath aftermath = new Aftermath(machine, cut);
        aftermath.checkCommits(publication, clients);
        aftermath.checkSessions();
        aftermath.checkBackups("source");
        aftermath.checkNothingIsLeft(ACCOUNTS);
        System.out.printf(
                "%s: %d commits acknowledged, answers %.1f s after the power is back, all checked after %.1f s; resumed: %s%n",
                cut.name(),
                cut.acknowledgedCommits(),
                answered,
                (System.nanoTime() - start) / 1e9,
                aftermath.resumed());
    }

    private static void pgbench(Database database, String... options) {
        Command.run(Map.of(), pgbenchCommand(database, options));
    }

    private static List<String> pgbenchCommand(Database database, String... options) {
        List<String> command = new ArrayList<>(List.of(SourceCluster.bin("pgbench")));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--host=" + database.host(), "--port=" + database.port(), "--username=postgres", database.name()));
        return command;
    }
}
