package io.howdah.mover.instance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** Names the present boot of the host, see random(4). What ran in another one does not run any more. */
@Component
class Boot {

    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final String id;

    Boot() {
        try {
            this.id = Files.readString(ID).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + ID, e);
        }
    }

    String id() {
        return id;
    }
}
