package io.howdah.mover.bindump.backup;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where the parts of a backup lie: {@code data/...} in the data directory, {@code tablespaces/<oid>/...} in that
 * tablespace's directory.
 *
 * @param tablespaces those outside pg_tblspc; in-place ones are part of the data directory
 * @param versionDirectory the one directory of a tablespace that is this cluster's, such as {@code PG_15_202209061}
 */
record Layout(Path dataDirectory, List<Tablespace> tablespaces, String versionDirectory) {

    static final String DATA = "data";
    static final String TABLESPACES = "tablespaces";

    Path resolve(String logical) {
        if (logical.equals(DATA)) {
            return dataDirectory;
        }
        if (logical.startsWith(DATA + "/")) {
            return dataDirectory.resolve(logical.substring(DATA.length() + 1));
        }
        String below = logical.substring(TABLESPACES.length() + 1);
        int slash = below.indexOf('/');
        Path root = locations().get(Long.parseLong(slash < 0 ? below : below.substring(0, slash)));
        if (root == null) {
            throw new IllegalArgumentException(logical + " is in no tablespace of the cluster");
        }
        return slash < 0 ? root : root.resolve(below.substring(slash + 1));
    }

    private Map<Long, Path> locations() {
        return tablespaces.stream()
                .filter(tablespace -> !tablespace.inPlace())
                .collect(Collectors.toMap(Tablespace::oid, tablespace -> Path.of(tablespace.location())));
    }
}
