package io.howdah.mover.instance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The little of pg_control that is looked at too often for a call of pg_controldata. */
final class ControlFile {

    /** After system_identifier, pg_control_version and catalog_version_no (PostgreSQL, catalog/pg_control.h). */
    private static final int STATE_OFFSET = 16;

    private static final int DB_SHUTDOWNED = 1;
    private static final int DB_SHUTDOWNED_IN_RECOVERY = 2;

    private ControlFile() {}

    /** Its first field; decimal digits, as everybody prints it. */
    static String systemIdentifier(Path data) throws IOException {
        return Long.toUnsignedString(read(data, 0, Long.BYTES).getLong(0));
    }

    /**
     * Whether the last server ended in good order, so that somebody has ended it.
     *
     * @throws IOException when there is none, or the mount does not answer
     */
    static boolean saysShutDown(Path data) throws IOException {
        int value = read(data, STATE_OFFSET, Integer.BYTES).getInt(0);
        return value == DB_SHUTDOWNED || value == DB_SHUTDOWNED_IN_RECOVERY;
    }

    private static ByteBuffer read(Path data, int offset, int length) throws IOException {
        try (FileChannel file = FileChannel.open(data.resolve("global/pg_control"))) {
            ByteBuffer field = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
            if (file.read(field, offset) < length) {
                throw new IOException("pg_control of " + data + " is cut short");
            }
            return field;
        }
    }
}
