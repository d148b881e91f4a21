package io.howdah.mover.bindump.command;

import io.howdah.repository.pack.Compression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed command. */
public sealed interface Command {

    /** Nothing but white space and semicolons. */
    record Empty() implements Command {}

    record JustNoop() implements Command {}

    /** @param label goes into backup_label */
    record StartBackup(
            String label, IncrementalMode mode, @Nullable String startLsn, Transfer transfer) implements Command {}

    /**
     * @param transfer null where the command leaves it to start_backup
     * @param worker null when one connection copies everything
     */
    record CopyFiles(
            boolean verifyChecksums,
            Compression compression,
            PartialTransfer transfer,
            IncrementalMode mode,
            @Nullable String startLsn,
            @Nullable WorkerInfo worker)
            implements Command {}

    /**
     * @param stream whether the WAL from start to stop comes along
     * @param externals absolute paths; null for AUTO: the configuration files outside the data directory
     */
    record StopBackup(
            boolean stream,
            Compression compression,
            PartialTransfer transfer,
            @Nullable List<String> externals) implements Command {}

    /** What the JDBC driver asks of a walsender. */
    record Show(String name) implements Command {}

    record SetParameter(String name, String value) implements Command {}

    record IdentifySystem() implements Command {}

    /** BEGIN, COMMIT and the like, which mean nothing here: answered with their own tag. */
    record Transaction(String tag, boolean opens) implements Command {}

    /** What makes a backup incremental. */
    enum IncrementalMode {
        FULL,
        DELTA,
        PTRACK,
        WAL_SUMMARY
    }

    /** How content is laid out in the stream. */
    enum TransferMode {
        PACKED,
        RAW
    }

    /** @param bufferSize bytes of raw content in a pack or block: a multiple of 8192 between 8 KiB and 16 MiB */
    record Transfer(TransferMode mode, int bufferSize) {}

    /** What a command says about the transfer; the rest is as start_backup said. */
    record PartialTransfer(
            @Nullable TransferMode mode, @Nullable Integer bufferSize) {

        public Transfer over(Transfer base) {
            return new Transfer(mode == null ? base.mode() : mode, bufferSize == null ? base.bufferSize() : bufferSize);
        }
    }

    /** @param id from 1 to number; counting from 0 is understood too */
    record WorkerInfo(int number, int id) {}
}
