package io.howdah.recovery.export;

import io.howdah.openapi.howdah.model.ExportDumpState;
import io.howdah.openapi.mover.model.DatabaseDump;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** One database of an export. */
@Embeddable
class ExportDumpRow {

    @Column(name = "database_name")
    private String database;

    @Column(name = "directory")
    private String directory;

    @Column(name = "tables")
    @Convert(converter = Names.class)
    private @Nullable List<String> tables;

    @Column(name = "bytes")
    private @Nullable Long bytes;

    @Column(name = "files")
    private @Nullable Long files;

    @Column(name = "state")
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private ExportDumpState state = ExportDumpState.PENDING;

    @SuppressWarnings("NullAway.Init")
    protected ExportDumpRow() {}

    /** @param tables null for all */
    ExportDumpRow(String database, @Nullable List<String> tables) {
        this.database = database;
        this.directory = DumpName.of(database);
        this.tables = tables;
    }

    DatabaseDump spec() {
        return new DatabaseDump(database, directory).tables(tables == null ? List.of() : tables);
    }

    void dumping() {
        state = ExportDumpState.DUMPING;
    }

    void dumped(long bytesOfIt, long filesOfIt) {
        state = ExportDumpState.DUMPED;
        bytes = bytesOfIt;
        files = filesOfIt;
    }

    void delivered() {
        state = ExportDumpState.DELIVERED;
    }

    String database() {
        return database;
    }

    String directory() {
        return directory;
    }

    @Nullable Long bytes() {
        return bytes;
    }

    @Nullable Long files() {
        return files;
    }

    ExportDumpState state() {
        return state;
    }
}
