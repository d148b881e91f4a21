package io.howdah.system;

import tools.jackson.databind.JsonNode;

/** PostgreSQL's own checks of a published or restored instance. */
final class Checks {

    private Checks() {}

    /** Every heap and every btree, each row against each index. */
    static void amcheck(JsonNode instance) {
        Command.run(
                SourceCluster.bin("pg_amcheck"),
                "--all",
                "--heapallindexed",
                "--install-missing",
                "-U",
                "postgres",
                "-h",
                instance.path("connection").path("host").asString(),
                "-p",
                instance.path("connection").path("port").asString());
    }

    /** Stops the instance for it. */
    static void checksums(JsonNode publication) {
        String data = publication.path("dataDirectory").asString();
        Command.runAs(OsUsers.postgres(), SourceCluster.bin("pg_ctl"), "stop", "-w", "-s", "-m", "fast", "-D", data);
        Command.runAs(OsUsers.postgres(), SourceCluster.bin("pg_checksums"), "--check", "-D", data);
    }
}
