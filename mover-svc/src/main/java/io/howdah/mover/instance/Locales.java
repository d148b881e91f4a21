package io.howdah.mover.instance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The locales of the C library here, as {@code locale -a} lists them. */
final class Locales {

    private static final Logger LOG = LoggerFactory.getLogger(Locales.class);
    private static final Set<String> BUILT_IN = Set.of("", "c", "posix");

    private final Supplier<Set<String>> list;

    Locales(Supplier<Set<String>> list) {
        this.list = list;
    }

    /** Asks the host, and only when a name is not built into the C library. */
    static Locales ofHost() {
        return new Locales(Locales::ask);
    }

    boolean has(String name) {
        if (BUILT_IN.contains(normal(name))) {
            return true;
        }
        Set<String> names = list.get();
        // no list at all: a C library that has no such program takes any name
        return names.isEmpty() || names.stream().anyMatch(known -> normal(known).equals(normal(name)));
    }

    /** The C library takes UTF-8, utf8 and UTF8 for the same. */
    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "");
    }

    private static Set<String> ask() {
        try {
            Process process = new ProcessBuilder("locale", "-a")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            try (var output = process.getInputStream()) {
                String names = new String(output.readAllBytes(), StandardCharsets.ISO_8859_1);
                process.waitFor(10, TimeUnit.SECONDS);
                return Arrays.stream(names.split("\n")).map(String::strip).collect(Collectors.toSet());
            }
        } catch (IOException e) {
            LOG.warn("the locales of this host cannot be listed: {}", e.getMessage());
            return Set.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Set.of();
        }
    }
}
