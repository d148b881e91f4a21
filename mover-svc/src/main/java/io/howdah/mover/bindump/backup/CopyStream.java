package io.howdah.mover.bindump.backup;

import io.howdah.mover.bindump.command.Command.Transfer;
import io.howdah.mover.bindump.command.Command.TransferMode;
import io.howdah.mover.bindump.command.Command.WorkerInfo;
import io.howdah.mover.bindump.wire.Cancellation;
import io.howdah.mover.bindump.wire.CopyOutChannel;
import io.howdah.mover.bindump.wire.MessageWriter;
import io.howdah.mover.bindump.wire.PgError;
import io.howdah.repository.pack.Compression;
import io.howdah.repository.stream.StreamEncoder;
import io.howdah.repository.stream.StreamHeader;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What one worker's copy_files answers. */
final class CopyStream {

    private final @Nullable WorkerInfo worker;
    private final Compression compression;
    private final Transfer transfer;
    private final @Nullable Long startLsn;
    private final MessageWriter writer;
    private final Cancellation cancellation;

    /** @param startLsn pages older than it are checked; null when none are */
    CopyStream(
            @Nullable WorkerInfo worker,
            Compression compression,
            Transfer transfer,
            @Nullable Long startLsn,
            MessageWriter writer,
            Cancellation cancellation) {
        this.worker = worker;
        this.compression = compression;
        this.transfer = transfer;
        this.startLsn = startLsn;
        this.writer = writer;
        this.cancellation = cancellation;
    }

    /** Sends files until there are no more; answers how many corrupt pages it met. */
    long run(WorkQueue queue, Layout layout) throws IOException, PgError {
        writer.copyOutResponse();
        CopyOutChannel channel = new CopyOutChannel(writer);
        PageVerifier verifier = startLsn == null ? null : new PageVerifier(startLsn);
        try (StreamEncoder encoder = encoder(channel, worker == null ? 0 : worker.id(), compression, transfer)) {
            FileCopier copier = new FileCopier(encoder, verifier, cancellation);
            SourceFile file;
            while ((file = queue.take()) != null) {
                cancellation.check();
                if (file.directory()) {
                    copier.directory(file);
                } else {
                    copier.file(file, layout.resolve(file.path()));
                }
            }
            encoder.flush();
            channel.flush();
            if (queue.finish()) {
                controlFile(copier, layout.dataDirectory());
            }
            encoder.finish();
            channel.flush();
            writer.copyDone();
            return copier.corruptPages();
        }
    }

    /** Last of all: it says where recovery has to begin. */
    private void controlFile(FileCopier copier, Path dataDirectory) throws IOException, PgError {
        Path path = dataDirectory.resolve(ControlFile.NAME);
        SourceFile file = SourceFile.of(Layout.DATA + "/" + ControlFile.NAME, path, false);
        copier.bytes(file.path(), file.mode(), ControlFile.read(dataDirectory, cancellation));
    }

    static StreamEncoder encoder(WritableByteChannel channel, int worker, Compression compression, Transfer transfer)
            throws IOException {
        return new StreamEncoder(
                channel,
                new StreamHeader(worker, compression, PageChecksum.PAGE_SIZE),
                transfer.mode() == TransferMode.RAW ? StreamEncoder.Mode.RAW : StreamEncoder.Mode.PACKED,
                transfer.bufferSize());
    }
}
