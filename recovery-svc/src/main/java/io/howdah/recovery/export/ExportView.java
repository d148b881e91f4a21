package io.howdah.recovery.export;

import io.howdah.openapi.howdah.model.Export;
import io.howdah.openapi.howdah.model.ExportDump;
import io.howdah.openapi.howdah.model.ExportState;
import io.howdah.openapi.howdah.model.ExportTarget;
import io.howdah.recovery.time.Utc;

/** Shows an export as the public API does. */
final class ExportView {

    private ExportView() {}

    static Export of(ExportRow row) {
        Export export = new Export(
                row.getId(),
                row.state(),
                row.sessionId(),
                row.source(),
                row.host(),
                new ExportTarget(row.targetDirectory()).host(row.targetHost()),
                row.dumps().stream().map(dump -> dump(row, dump)).toList());
        if (row.state() == ExportState.COMPLETED) {
            export.setGlobals(path(row, DumpName.GLOBALS));
        }
        export.setCreatedAt(Utc.of(row.createdAt()));
        export.setCompletedAt(Utc.ofNullable(row.completedAt()));
        var error = row.error();
        if (error != null) {
            export.setError(error.toApi());
        }
        return export;
    }

    private static ExportDump dump(ExportRow row, ExportDumpRow dump) {
        ExportDump view = new ExportDump(dump.database(), path(row, dump.directory()), dump.state());
        view.setBytes(dump.bytes());
        view.setFiles(dump.files());
        return view;
    }

    private static String path(ExportRow row, String name) {
        return row.targetDirectory().replaceAll("/+$", "") + "/" + name;
    }
}
