package io.howdah.mount.mount;

import io.howdah.openapi.mount.api.MountsApi;
import io.howdah.openapi.mount.model.Mount;
import io.howdah.openapi.mount.model.MountSpec;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class MountController implements MountsApi {

    private final MountService mounts;

    MountController(MountService mounts) {
        this.mounts = mounts;
    }

    @Override
    public ResponseEntity<List<Mount>> listMounts() {
        return ResponseEntity.ok(mounts.list());
    }

    @Override
    public ResponseEntity<Mount> getMount(String id) {
        return ResponseEntity.ok(mounts.get(id));
    }

    @Override
    public ResponseEntity<Mount> putMount(String id, MountSpec mountSpec) {
        return ResponseEntity.ok(mounts.put(id, mountSpec));
    }

    @Override
    public ResponseEntity<Mount> syncMount(String id) {
        return ResponseEntity.ok(mounts.sync(id));
    }

    @Override
    public ResponseEntity<Void> deleteMount(String id) {
        mounts.delete(id);
        return ResponseEntity.noContent().build();
    }
}
