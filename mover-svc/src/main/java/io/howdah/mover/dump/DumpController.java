package io.howdah.mover.dump;

import io.howdah.openapi.mover.api.DumpsApi;
import io.howdah.openapi.mover.model.Dump;
import io.howdah.openapi.mover.model.DumpFile;
import io.howdah.openapi.mover.model.DumpSpec;
import io.howdah.openapi.mover.model.InstanceDatabase;
import java.util.List;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class DumpController implements DumpsApi {

    private final Dumps dumps;

    DumpController(Dumps dumps) {
        this.dumps = dumps;
    }

    @Override
    public ResponseEntity<List<InstanceDatabase>> listInstanceDatabases(String id, String user) {
        return ResponseEntity.ok(dumps.databases(id, user));
    }

    @Override
    public ResponseEntity<Dump> getDump(String id) {
        return ResponseEntity.ok(dumps.get(id));
    }

    @Override
    public ResponseEntity<Dump> putDump(String id, DumpSpec spec) {
        return ResponseEntity.ok(dumps.put(id, spec));
    }

    @Override
    public ResponseEntity<Void> deleteDump(String id) {
        dumps.delete(id);
        return ResponseEntity.noContent().build();
    }

    @Override
    public ResponseEntity<List<DumpFile>> listDumpFiles(String id) {
        return ResponseEntity.ok(dumps.files(id));
    }

    /** Spring answers a Range of it by itself. */
    @Override
    public ResponseEntity<Resource> readDumpFile(String id, String path) {
        return ResponseEntity.ok(new FileSystemResource(dumps.file(id, path)));
    }
}
