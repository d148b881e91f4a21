package io.howdah.mount.host;

import io.howdah.mount.config.MountProperties;
import io.howdah.mount.os.Host;
import io.howdah.openapi.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Whether the user of an instance gets as far as the mount and, over the link {@code pg_wal}, into the write cache.
 * Tried as that user: modes alone do not tell, there may be access control lists.
 */
@Component
public class Reachability {

    private final List<Path> roots;

    Reachability(MountProperties properties) {
        this.roots = List.of(properties.mountRoot(), properties.writeCacheRoot());
    }

    /** @throws ProblemException 422 PATH_FORBIDDEN, naming the directory */
    public void require(OsUser user) {
        if (user.uid() == Host.effectiveUser()) {
            return;
        }
        for (Path root : roots) {
            if (!mayEnter(user, root)) {
                throw ProblemException.unprocessable(
                        "PATH_FORBIDDEN",
                        "user " + user.name() + " may not enter " + firstForbidden(user, root) + ", on the way to "
                                + root,
                        "chmod o+x it, or set howdah.mount.mount-root and howdah.mount.write-cache-root elsewhere");
            }
        }
    }

    private static Path firstForbidden(OsUser user, Path root) {
        for (int names = 1; names < root.getNameCount(); names++) {
            Path ancestor = Path.of("/").resolve(root.subpath(0, names));
            if (!mayEnter(user, ancestor)) {
                return ancestor;
            }
        }
        return root;
    }

    private static boolean mayEnter(OsUser user, Path directory) {
        try {
            Process test = new ProcessBuilder(
                            "setpriv",
                            "--reuid=" + user.uid(),
                            "--regid=" + user.gid(),
                            "--init-groups",
                            "--",
                            "test",
                            "-x",
                            directory.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return test.waitFor() == 0;
        } catch (IOException e) {
            throw ProblemException.unprocessable(
                    "PROGRAM_MISSING", "the program setpriv cannot be run: " + e.getMessage(), "install util-linux");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + directory + " was looked at", e);
        }
    }
}
