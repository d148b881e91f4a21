package io.howdah.mover.bindump.backup;

import io.howdah.mover.bindump.wire.Cancellation;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.mover.bindump.wire.SqlState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.CRC32C;

/**
 * Reads global/pg_control whole. The server rewrites it in place, so that a reader can meet half of it; its CRC tells.
 */
final class ControlFile {

    static final String NAME = "global/pg_control";

    private static final int ATTEMPTS = 20;
    private static final Duration BETWEEN = Duration.ofMillis(10);
    /** The CRC is the last field of a structure whose length differs between versions: 13 to 18 lie well within. */
    private static final int SHORTEST = 200;

    private static final int LONGEST = 508;

    private ControlFile() {}

    /** The file's bytes, checked. */
    static byte[] read(Path dataDirectory, Cancellation cancellation) throws IOException, PgError {
        Path file = dataDirectory.resolve(NAME);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            byte[] content = Files.readAllBytes(file);
            if (isIntact(content)) {
                return content;
            }
            cancellation.pause(BETWEEN);
        }
        throw PgError.of(SqlState.DATA_CORRUPTED, "calculated CRC checksum does not match value stored in " + file)
                .hint("Check the file with pg_controldata.");
    }

    /** Whether some prefix of it is followed by its own CRC-32C. */
    static boolean isIntact(byte[] content) {
        ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.nativeOrder());
        CRC32C crc = new CRC32C();
        crc.update(content, 0, Math.min(SHORTEST, content.length));
        for (int at = SHORTEST; at <= LONGEST && at + Integer.BYTES <= content.length; at += Integer.BYTES) {
            if (buffer.getInt(at) == (int) crc.getValue()) {
                return true;
            }
            crc.update(content, at, Integer.BYTES);
        }
        return false;
    }
}
