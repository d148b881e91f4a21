package io.howdah.recovery.export;

import io.howdah.openapi.export.DatabaseSelection;
import io.howdah.openapi.mover.model.InstanceDatabase;
import io.howdah.openapi.problem.ProblemException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which databases of an instance are dumped. */
final class DatabaseChoice {

    private DatabaseChoice() {}

    /** @param wanted empty for all that can be dumped */
    static List<ExportDumpRow> of(List<DatabaseSelection> wanted, List<InstanceDatabase> present) {
        if (wanted.isEmpty()) {
            return present.stream()
                    .filter(InstanceDatabase::getAllowsConnections)
                    .map(database -> new ExportDumpRow(database.getName(), null))
                    .toList();
        }
        Set<String> names = present.stream().map(InstanceDatabase::getName).collect(Collectors.toSet());
        Set<String> connectable = present.stream()
                .filter(InstanceDatabase::getAllowsConnections)
                .map(InstanceDatabase::getName)
                .collect(Collectors.toSet());
        require(
                wanted.stream().filter(one -> !names.contains(one.name())).toList(),
                "DATABASE_NOT_FOUND",
                "there is no database ",
                "choose databases that are there: "
                        + present.stream().map(InstanceDatabase::getName).collect(Collectors.joining(", ")));
        require(
                wanted.stream().filter(one -> !connectable.contains(one.name())).toList(),
                "DATABASE_NOT_CONNECTABLE",
                "no connections are allowed (datallowconn) to database ",
                "leave it out, or publish, allow connections there, and export the publication");
        return wanted.stream()
                .map(one -> new ExportDumpRow(one.name(), one.tables()))
                .toList();
    }

    private static void require(List<DatabaseSelection> unfit, String code, String what, String hint) {
        if (!unfit.isEmpty()) {
            throw ProblemException.unprocessable(
                    code, what + unfit.stream().map(DatabaseSelection::name).collect(Collectors.joining(", ")), hint);
        }
    }
}
