package io.howdah.mover.bindump;

import io.howdah.mover.bindump.backup.Backup;
import io.howdah.mover.bindump.backup.Backups;
import io.howdah.mover.bindump.backup.Owner;
import io.howdah.mover.bindump.command.Command;
import io.howdah.mover.bindump.wire.Cancellation;
import io.howdah.mover.bindump.wire.MessageWriter;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Executes the commands of one session and keeps what lasts from one to the next. */
final class CommandExecutor implements AutoCloseable {

    /** Whether the session goes on after a command. */
    enum Outcome {
        GO_ON,
        CLOSE
    }

    /** The JDBC driver wants a copy to end with this one. */
    private static final String COPY_TAG = "COPY";

    private final Handshake.Admitted frontend;
    private final Backups backups;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    private @Nullable Backup own;
    private boolean inTransaction;

    CommandExecutor(Handshake.Admitted frontend, Backups backups) {
        this.frontend = frontend;
        this.backups = backups;
        parameters.put("server_version", frontend.server().serverVersion());
        parameters.put("server_encoding", frontend.server().serverEncoding());
        parameters.put("client_encoding", "UTF8");
        parameters.put("application_name", frontend.login().applicationName());
        parameters.put("is_superuser", frontend.account().superuser() ? "on" : "off");
        parameters.put("session_authorization", frontend.account().name());
        parameters.put("DateStyle", "ISO, MDY");
        parameters.put("IntervalStyle", "postgres");
        parameters.put("TimeZone", frontend.server().timeZone());
        parameters.put("integer_datetimes", "on");
        parameters.put("standard_conforming_strings", "on");
        parameters.put("default_transaction_read_only", "off");
        parameters.put("in_hot_standby", frontend.server().inRecovery() ? "on" : "off");
    }

    /** As ParameterStatus messages tell them. */
    Map<String, String> parameters() {
        return parameters;
    }

    char transactionStatus() {
        return inTransaction ? 'T' : 'I';
    }

    Outcome execute(Command command, MessageWriter writer, Cancellation cancellation) throws IOException, PgError {
        switch (command) {
            case Command.Empty empty -> writer.emptyQueryResponse();
            case Command.JustNoop noop -> writer.commandComplete("JUST-NOOP");
            case Command.StartBackup start -> startBackup(start, writer, cancellation);
            case Command.CopyFiles copy -> copyFiles(copy, writer, cancellation);
            case Command.StopBackup stop -> {
                return stopBackup(stop, writer, cancellation);
            }
            case Command.Show(String name) -> show(name, writer);
            case Command.SetParameter(String name, String value) -> set(name, value, writer);
            case Command.IdentifySystem identify -> identifySystem(writer);
            case Command.Transaction(String tag, boolean opens) -> {
                inTransaction = opens;
                writer.commandComplete(tag);
            }
        }
        return Outcome.GO_ON;
    }

    /** Aborts the backup that this session started and did not stop. */
    @Override
    public void close() {
        if (own != null) {
            own.abort(PgError.of(SqlState.CONNECTION_FAILURE, "the connection that started the backup has ended"));
            own = null;
        }
    }

    private void startBackup(Command.StartBackup start, MessageWriter writer, Cancellation cancellation)
            throws IOException, PgError {
        refuseIncremental(start.mode());
        if (own != null && !own.isOver()) {
            throw PgError.of(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                            "a backup is already in progress in this session")
                    .hint("End it with stop_backup, or end the connection to abort it.");
        }
        own = backups.start(owner(), start, cancellation);
        writer.rowDescription(
                List.of("start_lsn", "start_tli", "min_xid", "min_multixact", "tablespace_list", "database_list"));
        writer.dataRow(own.startRow());
        writer.commandComplete("START_BACKUP");
    }

    private void copyFiles(Command.CopyFiles copy, MessageWriter writer, Cancellation cancellation)
            throws IOException, PgError {
        refuseIncremental(copy.mode());
        Backup backup = own;
        if (backup == null) {
            backup = copy.worker() == null ? null : backups.sharedBy(owner());
        }
        if (backup == null) {
            throw notStarted("copy_files");
        }
        backup.copyFiles(copy, writer, cancellation);
        writer.commandComplete(COPY_TAG);
    }

    private Outcome stopBackup(Command.StopBackup stop, MessageWriter writer, Cancellation cancellation)
            throws IOException, PgError {
        Backup backup = own;
        if (backup == null) {
            throw notStarted("stop_backup");
        }
        backup.stop(stop, writer, cancellation);
        own = null;
        writer.commandComplete(COPY_TAG);
        return Outcome.CLOSE;
    }

    private Owner owner() {
        return new Owner(frontend.cluster(), frontend.account(), parameters.getOrDefault("application_name", ""));
    }

    private static void refuseIncremental(Command.IncrementalMode mode) throws PgError {
        if (mode != Command.IncrementalMode.FULL) {
            throw PgError.of(SqlState.FEATURE_NOT_SUPPORTED, "INCR_MODE " + mode + " is not offered by this server")
                    .hint("Take a full backup: leave out INCR_MODE and START_LSN.");
        }
    }

    private static PgError notStarted(String command) {
        return PgError.of(
                        SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, command + " needs a backup, and none is in progress")
                .hint("Run start_backup first. Further connections of the same user join with WORKER_INFO and the same"
                        + " application_name.");
    }

    private void show(String name, MessageWriter writer) throws PgError {
        String value = parameters.entrySet().stream()
                .filter(parameter -> parameter.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(
                        switch (name) {
                            case "wal_segment_size" -> frontend.server().walSegmentSize();
                            case "transaction_isolation" -> "read committed";
                            default -> null;
                        });
        if (value == null) {
            throw PgError.of(SqlState.UNDEFINED_OBJECT, "unrecognized configuration parameter \"" + name + "\"");
        }
        writer.rowDescription(List.of(name));
        writer.dataRow(List.of(value));
        writer.commandComplete("SHOW");
    }

    /** Only application_name means something here; drivers set others, such as extra_float_digits, out of habit. */
    private void set(String name, String value, MessageWriter writer) {
        if (name.equals("application_name")) {
            parameters.put(name, value);
            writer.parameterStatus(name, value);
        }
        writer.commandComplete("SET");
    }

    private void identifySystem(MessageWriter writer) throws PgError {
        writer.rowDescription(List.of("systemid", "timeline", "xlogpos", "dbname"));
        List<@Nullable String> row = new ArrayList<>();
        row.add(frontend.server().systemIdentifier());
        row.addAll(backups.position(frontend.cluster()));
        row.add(null);
        writer.dataRow(row);
        writer.commandComplete("IDENTIFY_SYSTEM");
    }
}
