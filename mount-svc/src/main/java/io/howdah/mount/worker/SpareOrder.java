package io.howdah.mount.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a spare worker is told on its standard input, as two lines, when there is something to mount.
 *
 * @param specification the file that says what
 * @param logFormat of its log lines from then on, as {@link java.util.logging.SimpleFormatter} has it
 */
public record SpareOrder(Path specification, String logFormat) {

    private static final int LONGEST_NAME = 63;

    /** The second argument of a spare: not the path of a specification, but room to show one in the place of both. */
    public static final String WAITING = "waits-for-a-mount-" + "-".repeat(LONGEST_NAME);

    public String text() {
        return specification + "\n" + logFormat + "\n";
    }

    /** @return nothing when the input ends without an order */
    static Optional<SpareOrder> read(BufferedReader input) throws IOException {
        String specification = input.readLine();
        String logFormat = input.readLine();
        return specification == null || logFormat == null
                ? Optional.empty()
                : Optional.of(new SpareOrder(Path.of(specification), logFormat));
    }
}
