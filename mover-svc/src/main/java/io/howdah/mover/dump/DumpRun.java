package io.howdah.mover.dump;

import static io.howdah.mover.dump.DumpProgram.bytes;

import io.howdah.mover.cluster.LocalCluster;
import io.howdah.mover.host.PostgresInstallation;
import io.howdah.mover.instance.RunningInstances.Running;
import io.howdah.openapi.mover.model.DatabaseDump;
import io.howdah.openapi.mover.model.DumpPart;
import io.howdah.openapi.mover.model.DumpSpec;
import io.howdah.openapi.mover.model.InstanceDatabase;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Makes one dump, on a thread of its own; what an earlier run has done stays. */
final class DumpRun {

    static final String GLOBALS = "globals.sql";

    /** Told what is to be written down before anything goes on. */
    interface Journal {

        void placed(Path directory);

        void estimated(long bytes);

        void done(DumpPart part);
    }

    private final String id;
    private final DumpSpec spec;
    private final Supplier<Running> instance;
    private final ServerLogin login;
    private final Databases databases;
    private final DumpTools tools;
    private final DumpProperties properties;
    private final Journal journal;
    private @Nullable DumpProgram program;
    private boolean canceled;
    private long postmaster;
    private volatile @Nullable DumpPlace place;
    private volatile @Nullable String running;

    /** @param instance what is dumped, as it is now; a ProblemException when it takes no connections */
    DumpRun(
            String id,
            DumpSpec spec,
            Supplier<Running> instance,
            ServerLogin login,
            Databases databases,
            DumpTools tools,
            DumpProperties properties,
            Journal journal) {
        this.id = id;
        this.spec = spec;
        this.instance = instance;
        this.login = login;
        this.databases = databases;
        this.tools = tools;
        this.properties = properties;
        this.journal = journal;
    }

    /** The directory of the part that is being dumped; null between parts. */
    @Nullable String running() {
        return running;
    }

    long bytesDone() {
        DumpPlace there = place;
        return there == null ? 0 : there.bytes();
    }

    /** @param known where an earlier run was at work */
    void run(@Nullable Path known) throws IOException, SQLException, InterruptedException {
        Running running = instance.get();
        postmaster = running.pid();
        PostgresInstallation installation = tools.forMajor(running.major());
        String compression = DumpTools.compression(spec.getCompression(), installation);
        LocalCluster server = login.superuser(running, spec.getUser());
        Map<String, List<byte[]>> patterns = new HashMap<>();
        long estimate = estimate(server, patterns);
        journal.estimated(estimate);
        DumpPlace there = known != null && Files.isDirectory(known) ? new DumpPlace(known) : choose(estimate);
        journal.placed(there.path());
        there.make();
        place = there;
        DumpProcesses.end(there.path(), properties.stopWait());
        for (DatabaseDump database : spec.getDatabases()) {
            List<byte[]> arguments = new ArrayList<>(List.of(
                    bytes("-Fd"),
                    bytes("-j"),
                    bytes(Integer.toString(jobs())),
                    bytes("-Z"),
                    bytes(compression),
                    bytes("-f"),
                    bytes(there.partial(database.getDirectory()).toString())));
            for (byte[] pattern : patterns.getOrDefault(database.getDirectory(), List.of())) {
                arguments.add(bytes("-t"));
                arguments.add(pattern);
            }
            part(there, database.getDirectory(), installation, "pg_dump", server, database.getDatabase(), arguments);
        }
        List<byte[]> globals = List.of(
                bytes("--globals-only"),
                bytes("-f"),
                bytes(there.partial(GLOBALS).toString()));
        part(there, GLOBALS, installation, "pg_dumpall", server, "template1", globals);
        this.running = null;
    }

    private int jobs() {
        Integer asked = spec.getJobs();
        return asked != null ? asked : properties.jobsByDefault();
    }

    private void part(
            DumpPlace there,
            String part,
            PostgresInstallation installation,
            String name,
            LocalCluster server,
            String database,
            List<byte[]> arguments)
            throws IOException, InterruptedException {
        if (!there.has(part)) {
            there.discardPartial(part);
            running = part;
            DumpProgram started = start(installation, name, server, database, arguments, there);
            boolean succeeded = started.await();
            requireGoingOn();
            if (!succeeded) {
                throw DumpProblems.program(name + " of database " + database, started.lastWords(), stillRuns());
            }
            there.commit(part);
        }
        journal.done(there.part(part));
    }

    /** No program is started that {@link #cancel} would not see. */
    private synchronized DumpProgram start(
            PostgresInstallation installation,
            String name,
            LocalCluster server,
            String database,
            List<byte[]> arguments,
            DumpPlace there)
            throws IOException {
        requireGoingOn();
        DumpProgram started = DumpProgram.start(installation, name, server, database, arguments, there);
        program = started;
        return started;
    }

    private synchronized void requireGoingOn() {
        if (canceled) {
            throw new CancellationException("dump " + id + " is to be stopped");
        }
    }

    synchronized void cancel() throws IOException, InterruptedException {
        canceled = true;
        DumpPlace there = place;
        if (program != null && there != null) {
            program.end(there, properties.stopWait());
        }
    }

    /** One that was started again meanwhile broke the dump off as one does that is still away. */
    private boolean stillRuns() {
        try {
            return instance.get().pid() == postmaster;
        } catch (ProblemException e) {
            return false;
        }
    }

    /** Tables as pg_dump writes them are seldom larger than in the database, where they have indexes too. */
    private long estimate(LocalCluster server, Map<String, List<byte[]>> patterns) throws SQLException {
        Map<String, InstanceDatabase> all = new HashMap<>();
        databases.all(server).forEach(database -> all.put(database.getName(), database));
        long bytes = 0;
        for (DatabaseDump wanted : spec.getDatabases()) {
            String name = wanted.getDatabase();
            InstanceDatabase database = all.get(name);
            if (database == null) {
                throw notFound(name);
            }
            if (!database.getAllowsConnections()) {
                throw refusesConnections(name);
            }
            List<String> tables = wanted.getTables();
            if (tables == null || tables.isEmpty()) {
                bytes += database.getBytes();
            } else {
                Databases.Tables found = databases.tables(server, name, tables);
                patterns.put(wanted.getDirectory(), found.patterns());
                bytes += found.bytes();
            }
        }
        return DumpTools.compresses(spec.getCompression()) ? bytes / 2 : bytes;
    }

    private static ProblemException notFound(String database) {
        return ProblemException.unprocessable(
                "DATABASE_NOT_FOUND", "there is no database " + database, "choose databases that are there");
    }

    private static ProblemException refusesConnections(String database) {
        return ProblemException.unprocessable(
                "DATABASE_NOT_CONNECTABLE",
                "database " + database + " does not allow connections (datallowconn), and cannot be dumped",
                "leave it out, or allow connections in a publication and export that");
    }

    private DumpPlace choose(long estimate) throws IOException {
        Path best = null;
        long most = -1;
        StringBuilder seen = new StringBuilder();
        for (Path directory : properties.places()) {
            long free =
                    Files.isWritable(directory) ? Files.getFileStore(directory).getUsableSpace() : -1;
            seen.append(seen.isEmpty() ? "" : ", ")
                    .append(directory)
                    .append(" has ")
                    .append(Math.max(0, free));
            if (free > most) {
                most = free;
                best = directory;
            }
        }
        if (best == null || most < estimate) {
            throw new ProblemException(
                    HttpStatus.INSUFFICIENT_STORAGE,
                    "DUMP_SPACE_TOO_SMALL",
                    "the dump needs about " + estimate + " bytes, and " + seen + " bytes free",
                    "free space, set howdah.mover.dump.directories, or export fewer databases at a time");
        }
        return new DumpPlace(best.toAbsolutePath().resolve("howdah-dump-" + id));
    }
}
