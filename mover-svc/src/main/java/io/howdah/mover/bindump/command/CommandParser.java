package io.howdah.mover.bindump.command;

import static io.howdah.mover.bindump.command.Options.syntax;

import io.howdah.mover.bindump.command.Command.CopyFiles;
import io.howdah.mover.bindump.command.Command.IncrementalMode;
import io.howdah.mover.bindump.command.Command.PartialTransfer;
import io.howdah.mover.bindump.command.Command.StartBackup;
import io.howdah.mover.bindump.command.Command.StopBackup;
import io.howdah.mover.bindump.command.Command.Transfer;
import io.howdah.mover.bindump.command.Command.TransferMode;
import io.howdah.mover.bindump.command.Options.Name;
import io.howdah.mover.bindump.wire.PgError;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses commands: keywords in any case, options in any order, commas between them optional, values bare or quoted. */
public final class CommandParser {

    private static final Transfer DEFAULT_TRANSFER = new Transfer(TransferMode.PACKED, 128 * 1024);
    private static final List<String> COMMANDS =
            List.of("just-noop", "start_backup", "copy_files", "stop_backup", "identify_system", "show");
    private static final Set<Name> START_OPTIONS =
            EnumSet.of(Name.LABEL, Name.INCR_MODE, Name.START_LSN, Name.TRANSFER_MODE, Name.TRANSFER_BUFFER_SIZE);
    private static final Set<Name> COPY_OPTIONS = EnumSet.of(
            Name.VERIFY_CHECKSUMS,
            Name.COMPRESS_ALG,
            Name.COMPRESS_LVL,
            Name.TRANSFER_MODE,
            Name.INCR_MODE,
            Name.START_LSN,
            Name.TRANSFER_BUFFER_SIZE,
            Name.WORKER_INFO);
    private static final Set<Name> STOP_OPTIONS = EnumSet.of(
            Name.STREAM,
            Name.COMPRESS_ALG,
            Name.COMPRESS_LVL,
            Name.EXTERNALS,
            Name.TRANSFER_BUFFER_SIZE,
            Name.TRANSFER_MODE);

    private CommandParser() {}

    /** @throws PgError 42601 with the position of what is wrong */
    public static Command parse(String text) throws PgError {
        List<Token> tokens = Lexer.split(text);
        Token first = tokens.getFirst();
        if (first.kind() == Token.Kind.END) {
            return new Command.Empty();
        }
        return switch (first.kind() == Token.Kind.WORD ? first.text().toLowerCase(Locale.ROOT) : "") {
            case "just-noop" -> alone(tokens, new Command.JustNoop());
            case "start_backup" -> startBackup(Options.parse(tokens, START_OPTIONS));
            case "copy_files" -> copyFiles(Options.parse(tokens, COPY_OPTIONS));
            case "stop_backup" -> stopBackup(Options.parse(tokens, STOP_OPTIONS));
            case "identify_system" -> alone(tokens, new Command.IdentifySystem());
            case "show" -> SessionCommands.show(tokens);
            case "set" -> SessionCommands.set(text, tokens);
            case "begin" -> new Command.Transaction("BEGIN", true);
            case "start" -> SessionCommands.startTransaction(tokens);
            case "commit", "end" -> alone(tokens, new Command.Transaction("COMMIT", false));
            case "rollback" -> alone(tokens, new Command.Transaction("ROLLBACK", false));
            default ->
                throw syntax("unrecognized command " + first.shown(), first)
                        .hint(Keywords.hint(first.text(), COMMANDS));
        };
    }

    private static Command alone(List<Token> tokens, Command command) throws PgError {
        Token second = tokens.get(1);
        if (second.kind() != Token.Kind.END) {
            throw syntax("syntax error at or near " + second.shown(), second).hint("The command takes no options.");
        }
        return command;
    }

    private static StartBackup startBackup(Options options) throws PgError {
        String label = Values.label(options.get(Name.LABEL));
        IncrementalMode mode = Values.incrementalMode(options.get(Name.INCR_MODE));
        return new StartBackup(
                label, mode, startLsn(options, mode), transfer(options).over(DEFAULT_TRANSFER));
    }

    private static CopyFiles copyFiles(Options options) throws PgError {
        IncrementalMode mode = Values.incrementalMode(options.get(Name.INCR_MODE));
        return new CopyFiles(
                Values.bool(Name.VERIFY_CHECKSUMS, options.get(Name.VERIFY_CHECKSUMS)),
                Values.compression(options.get(Name.COMPRESS_ALG), options.get(Name.COMPRESS_LVL)),
                transfer(options),
                mode,
                startLsn(options, mode),
                Values.workerInfo(options.get(Name.WORKER_INFO)));
    }

    private static StopBackup stopBackup(Options options) throws PgError {
        return new StopBackup(
                Values.bool(Name.STREAM, options.get(Name.STREAM)),
                Values.compression(options.get(Name.COMPRESS_ALG), options.get(Name.COMPRESS_LVL)),
                transfer(options),
                Values.externals(options.get(Name.EXTERNALS)));
    }

    private static PartialTransfer transfer(Options options) throws PgError {
        return new PartialTransfer(
                Values.transferMode(options.get(Name.TRANSFER_MODE)),
                Values.bufferSize(options.get(Name.TRANSFER_BUFFER_SIZE)));
    }

    private static @Nullable String startLsn(Options options, IncrementalMode mode) throws PgError {
        Token token = options.get(Name.START_LSN);
        String lsn = Values.lsn(token);
        if (token != null && mode == IncrementalMode.FULL) {
            throw syntax("START_LSN belongs to an incremental backup", token)
                    .hint("Leave it out, or name an INCR_MODE.");
        }
        Token modeToken = options.get(Name.INCR_MODE);
        if (lsn == null && modeToken != null && mode != IncrementalMode.FULL) {
            throw syntax("INCR_MODE " + mode + " needs START_LSN", modeToken)
                    .hint("Give the start LSN of the parent backup.");
        }
        return lsn;
    }
}
