package io.howdah.mover.instance;

import io.howdah.openapi.mover.api.InstancesApi;
import io.howdah.openapi.mover.model.Instance;
import io.howdah.openapi.mover.model.InstanceCheck;
import io.howdah.openapi.mover.model.InstanceCheckResult;
import io.howdah.openapi.mover.model.InstanceSpec;
import io.howdah.openapi.problem.ProblemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class InstanceController implements InstancesApi {

    private final Instances instances;
    private final BackupChecks checks;

    InstanceController(Instances instances, BackupChecks checks) {
        this.instances = instances;
        this.checks = checks;
    }

    @Override
    public ResponseEntity<InstanceCheckResult> checkInstance(InstanceCheck check) {
        return ResponseEntity.ok(checks.check(check));
    }

    @Override
    public ResponseEntity<List<Instance>> listInstances() {
        return ResponseEntity.ok(instances.list());
    }

    @Override
    public ResponseEntity<Instance> getInstance(String id) {
        return ResponseEntity.ok(instances.get(id));
    }

    @Override
    public ResponseEntity<Instance> putInstance(String id, InstanceSpec spec) {
        requireAbsolute("dataDirectory", spec.getDataDirectory());
        requireAbsolute("walDirectory", spec.getWalDirectory());
        requireAbsolute("externalsDirectory", spec.getExternalsDirectory());
        return ResponseEntity.ok(instances.put(id, spec));
    }

    @Override
    public ResponseEntity<Void> deleteInstance(String id, Boolean keepPort) {
        instances.delete(id, keepPort);
        return ResponseEntity.noContent().build();
    }

    private static void requireAbsolute(String field, @Nullable String path) {
        boolean absolute;
        try {
            absolute = path == null || Path.of(path).isAbsolute();
        } catch (InvalidPathException e) {
            absolute = false;
        }
        if (!absolute) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_VALUE",
                    "field " + field + " is not an absolute path",
                    "give one from /");
        }
    }
}
