package io.howdah.mount.worker;

import io.howdah.mount.fs.DirectoryBase;
import java.nio.file.Path;

/** A worker over a plain directory in place of a repository. */
final class DirectoryWorker {

    private DirectoryWorker() {}

    static void main(String[] args) {
        System.exit(WorkerMain.run(args, spec -> new DirectoryBase(Path.of(spec.repository()))));
    }
}
