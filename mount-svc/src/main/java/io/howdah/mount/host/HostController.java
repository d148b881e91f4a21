package io.howdah.mount.host;

import io.howdah.mount.config.MountProperties;
import io.howdah.openapi.mount.api.MountHostApi;
import io.howdah.openapi.mount.model.MountHost;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HostController implements MountHostApi {

    private static final Logger LOG = LoggerFactory.getLogger(HostController.class);

    private final MountProperties properties;
    private final HostChecks checks;
    private final WriteCacheCheck writeCache;

    HostController(MountProperties properties, HostChecks checks, WriteCacheCheck writeCache) {
        this.properties = properties;
        this.checks = checks;
        this.writeCache = writeCache;
    }

    @Override
    public ResponseEntity<MountHost> getMountHost() {
        List<HostProblem> problems = checks.problems();
        return ResponseEntity.ok(new MountHost(
                OsUsers.ownName(),
                properties.mountRoot().toString(),
                properties.writeCacheRoot().toString(),
                freeBytes(),
                properties.writeCacheMinimum().toBytes(),
                problems.stream().map(HostProblem::toModel).toList()));
    }

    private long freeBytes() {
        try {
            return writeCache.freeBytes();
        } catch (IOException e) {
            LOG.debug("the free space for write caches cannot be told", e);
            return 0;
        }
    }
}
