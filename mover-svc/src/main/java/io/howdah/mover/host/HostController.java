package io.howdah.mover.host;

import io.howdah.mover.MoverProperties;
import io.howdah.mover.bindump.BindumpProperties;
import io.howdah.openapi.mover.api.MoverHostApi;
import io.howdah.openapi.mover.model.FreeSpace;
import io.howdah.openapi.mover.model.MoverHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HostController implements MoverHostApi {

    /** Where exports are staged. */
    private static final Path VAR_TMP = Path.of("/var/tmp");

    private static final Path TMP = Path.of("/tmp");

    private final OsUser user;
    private final PostgresInstallations installations;
    private final List<Path> spacePaths;
    private final int bindumpPort;

    HostController(OsUser user, PostgresInstallations installations, MoverProperties mover, BindumpProperties bindump) {
        this.user = user;
        this.installations = installations;
        this.spacePaths = Stream.of(mover.repository(), VAR_TMP, TMP)
                .map(Path::toAbsolutePath)
                .distinct()
                .toList();
        this.bindumpPort = bindump.port();
    }

    @Override
    public ResponseEntity<MoverHost> getMoverHost() {
        return ResponseEntity.ok(new MoverHost(
                user.name(),
                bindumpPort,
                installations.all().stream().map(HostController::toModel).toList(),
                spacePaths.stream().map(HostController::freeSpace).toList()));
    }

    private static io.howdah.openapi.mover.model.PostgresInstallation toModel(PostgresInstallation installation) {
        return new io.howdah.openapi.mover.model.PostgresInstallation(
                installation.version(),
                installation.major(),
                installation.binDirectory().toString());
    }

    private static FreeSpace freeSpace(Path path) {
        try {
            return new FreeSpace(
                    path.toString(), Files.getFileStore(existing(path)).getUsableSpace());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for the free space of " + path, e);
        }
    }

    /** The path itself or the nearest directory above it that exists: there it would be made. */
    private static Path existing(Path path) {
        @Nullable Path candidate = path;
        while (candidate != null && !Files.exists(candidate)) {
            candidate = candidate.getParent();
        }
        return candidate == null ? Path.of("/") : candidate;
    }
}
