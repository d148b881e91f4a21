package io.howdah.openapi.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.h2.store.fs.FilePathWrapper;

/**
 * Files whose every write is on disk when it returns, as {@code fsync:<path>}.
 *
 * <p>H2 itself never syncs a commit: with WRITE_DELAY 0 it hands it to the kernel before it returns, which outlives the
 * process but not a power cut, after which the database would be as it was up to half a minute before, behind the files
 * that it knows of. A commit is one write to the end of the file, so that it costs one fdatasync.
 */
public final class FsyncFilePath extends FilePathWrapper {

    private static final String SCHEME = "fsync";

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        boolean made = !getBase().exists();
        FileChannel file = new FsyncFile(super.open(mode), getBase().toString());
        if (made) {
            syncDirectory(Path.of(getBase().unwrap().getParent().toString()));
        }
        return file;
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
