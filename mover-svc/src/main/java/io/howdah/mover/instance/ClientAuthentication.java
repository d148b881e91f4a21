package io.howdah.mover.instance;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pg_hba.conf of an instance: its user comes in through the socket, everybody else by the backup's own rules. */
final class ClientAuthentication {

    private static final int FIRST_MAJOR_WITH_INCLUDE = 16;
    private static final String OURS = """
            # Made by Howdah at every start. Only the user of the instance can enter the directory of the socket.
            local all all trust
            local replication all trust
            """;

    // @file in a list of databases or users names a file beside pg_hba.conf
    private static final Pattern LIST_FILE = Pattern.compile("(?m)((?:^|[ \\t,])@)(\"?)([^/\\s,\"#][^\\s,\"]*)");

    private ClientAuthentication() {}

    static String rules(int major, ServerConfiguration configuration, ConfigurationFiles files) {
        Optional<Path> theirs = configuration.located("hba_file", "pg_hba.conf");
        if (theirs.isEmpty()) {
            return OURS;
        }
        String header = OURS + "# The backup's own rules.\n";
        if (major >= FIRST_MAJOR_WITH_INCLUDE) {
            return header + "include \"" + theirs.get() + "\"\n";
        }
        return header + absolute(files.read(theirs.get()).orElse(""), theirs.get());
    }

    private static String absolute(String rules, Path file) {
        return LIST_FILE
                .matcher(rules)
                .replaceAll(m -> Matcher.quoteReplacement(m.group(1) + m.group(2) + file.resolveSibling(m.group(3))));
    }
}
