package io.howdah.mover.bindump.command;

import static io.howdah.mover.bindump.command.Options.syntax;

import io.howdah.mover.bindump.command.Command.IncrementalMode;
import io.howdah.mover.bindump.command.Command.TransferMode;
import io.howdah.mover.bindump.command.Command.WorkerInfo;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.repository.pack.Algorithm;
import io.howdah.repository.pack.Compression;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the values of options may be, and what they are when left out. */
final class Values {

    private static final String DEFAULT_LABEL = "bindump";
    private static final int PAGE = 8192;
    private static final int LARGEST_BUFFER = 16 << 20;
    private static final int MOST_WORKERS = 64;
    /** PostgreSQL refuses more: MAXPGPATH. */
    private static final int LONGEST_LABEL = 1023;

    private Values() {}

    static String label(@Nullable Token token) throws PgError {
        if (token == null) {
            return DEFAULT_LABEL;
        }
        if (token.text().chars().anyMatch(Character::isISOControl)) {
            throw syntax("LABEL has control characters", token).hint("It becomes one line of backup_label.");
        }
        if (token.text().getBytes(StandardCharsets.UTF_8).length > LONGEST_LABEL) {
            throw syntax("LABEL is longer than " + LONGEST_LABEL + " bytes", token)
                    .hint("Shorten it.");
        }
        return token.text();
    }

    /** TRUE when left out. */
    static boolean bool(Options.Name name, @Nullable Token token) throws PgError {
        if (token == null || token.text().equalsIgnoreCase("true")) {
            return true;
        }
        if (token.text().equalsIgnoreCase("false")) {
            return false;
        }
        throw invalid(name, token, "TRUE or FALSE");
    }

    static IncrementalMode incrementalMode(@Nullable Token token) throws PgError {
        return token == null
                ? IncrementalMode.FULL
                : choice(Options.Name.INCR_MODE, IncrementalMode.class, token, IncrementalMode.values());
    }

    static @Nullable TransferMode transferMode(@Nullable Token token) throws PgError {
        return token == null
                ? null
                : choice(Options.Name.TRANSFER_MODE, TransferMode.class, token, TransferMode.values());
    }

    static Compression compression(@Nullable Token algorithm, @Nullable Token level) throws PgError {
        return new Compression(
                algorithm == null
                        ? Compression.DEFAULT.algorithm()
                        : choice(Options.Name.COMPRESS_ALG, Algorithm.class, algorithm, Algorithm.values()),
                level == null
                        ? Compression.DEFAULT.level()
                        : (int) integer(Options.Name.COMPRESS_LVL, level, 1, 5, "a level from 1 to 5"));
    }

    static @Nullable Integer bufferSize(@Nullable Token token) throws PgError {
        if (token == null) {
            return null;
        }
        String expected = "a multiple of 8192 between 8192 and 16777216";
        int size = (int) integer(Options.Name.TRANSFER_BUFFER_SIZE, token, PAGE, LARGEST_BUFFER, expected);
        if (size % PAGE != 0) {
            throw invalid(Options.Name.TRANSFER_BUFFER_SIZE, token, expected);
        }
        return size;
    }

    static @Nullable String lsn(@Nullable Token token) throws PgError {
        if (token == null) {
            return null;
        }
        if (!token.text().matches("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}")) {
            throw invalid(Options.Name.START_LSN, token, "an LSN such as 0/3000028");
        }
        return token.text().toUpperCase(Locale.ROOT);
    }

    static @Nullable WorkerInfo workerInfo(@Nullable Token token) throws PgError {
        if (token == null) {
            return null;
        }
        String expected = "number_of_workers:worker_id, such as 4:1, with 1 to " + MOST_WORKERS
                + " workers and ids from 1 to their number";
        if (!token.text().matches("[0-9]{1,4}:[0-9]{1,4}")) {
            throw invalid(Options.Name.WORKER_INFO, token, expected);
        }
        int colon = token.text().indexOf(':');
        int number = Integer.parseInt(token.text().substring(0, colon));
        int id = Integer.parseInt(token.text().substring(colon + 1));
        if (number < 1 || number > MOST_WORKERS || id > number) {
            throw invalid(Options.Name.WORKER_INFO, token, expected);
        }
        return new WorkerInfo(number, id);
    }

    /** null means AUTO. */
    static @Nullable List<String> externals(@Nullable Token token) throws PgError {
        if (token == null || token.isWord("AUTO")) {
            return null;
        }
        List<String> paths = new ArrayList<>();
        for (String path : token.text().split(",", -1)) {
            String stripped = path.strip();
            boolean plain = stripped.startsWith("/")
                    && stripped.chars().noneMatch(Character::isISOControl)
                    && Arrays.stream(stripped.split("/")).noneMatch(part -> part.equals("..") || part.equals("."));
            if (!plain && !(stripped.isEmpty() && token.text().isBlank())) {
                throw invalid(Options.Name.EXTERNALS, token, "AUTO, or absolute paths with commas between them");
            }
            if (plain) {
                paths.add(stripped);
            }
        }
        return List.copyOf(paths);
    }

    private static <E extends Enum<E>> E choice(Options.Name name, Class<E> type, Token token, E[] all) throws PgError {
        try {
            return Enum.valueOf(type, token.text().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw invalid(
                    name,
                    token,
                    "one of "
                            + String.join(
                                    ", ", Arrays.stream(all).map(Enum::name).toList()));
        }
    }

    private static long integer(Options.Name name, Token token, long least, long most, String expected) throws PgError {
        if (!token.text().matches("[0-9]{1,10}")) {
            throw invalid(name, token, expected);
        }
        long value = Long.parseLong(token.text());
        if (value < least || value > most) {
            throw invalid(name, token, expected);
        }
        return value;
    }

    private static PgError invalid(Options.Name name, Token token, String expected) {
        return syntax("invalid value for " + name + ": " + token.shown(), token)
                .hint(name + " takes " + expected + ".");
    }
}
