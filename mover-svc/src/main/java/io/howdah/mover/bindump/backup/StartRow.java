package io.howdah.mover.bindump.backup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The row that answers start_backup. */
final class StartRow {

    private static final JsonMapper JSON = new JsonMapper();

    private StartRow() {}

    static List<@Nullable String> of(String startLsn, ClusterFacts facts, Layout layout, WorkQueue queue) {
        List<@Nullable String> row = new ArrayList<>();
        row.add(startLsn);
        row.add(Long.toString(facts.timeline()));
        row.add(facts.oldestXid());
        row.add(facts.oldestMultixact());
        row.add(JSON.writeValueAsString(tablespaces(facts, layout, queue)));
        row.add(JSON.writeValueAsString(databases(facts)));
        return row;
    }

    /** The first entry, with a null oid, is the data directory; the bytes are those that copy_files will read. */
    private static List<Map<String, @Nullable Object>> tablespaces(ClusterFacts facts, Layout layout, WorkQueue queue) {
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        list.add(tablespace(null, null, layout.dataDirectory().toString(), false, queue.bytesBelow(Layout.DATA)));
        for (Tablespace tablespace : facts.tablespaces()) {
            // an in-place tablespace is part of the data directory, and counted there
            long bytes = tablespace.inPlace() ? 0 : queue.bytesBelow(Layout.TABLESPACES + "/" + tablespace.oid());
            list.add(tablespace(
                    tablespace.oid(), tablespace.name(), tablespace.location(), tablespace.inPlace(), bytes));
        }
        return list;
    }

    private static Map<String, @Nullable Object> tablespace(
            @Nullable Long oid, @Nullable String name, String location, boolean inPlace, long bytes) {
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        entry.put("oid", oid);
        entry.put("name", name);
        entry.put("location", location);
        entry.put("inPlace", inPlace);
        entry.put("bytes", bytes);
        return entry;
    }

    private static List<Map<String, Object>> databases(ClusterFacts facts) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (ClusterFacts.Database database : facts.databases()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("oid", database.oid());
            entry.put("name", database.name());
            entry.put("tablespaceOid", database.tablespaceOid());
            entry.put("allowsConnections", database.allowsConnections());
            entry.put("template", database.template());
            list.add(entry);
        }
        return list;
    }
}
