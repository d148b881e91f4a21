package io.howdah.system;

/** Databases with something of everything that a backup can get wrong. */
final class SampleContent {

    private static final int ORDERS = 60_000;

    private SampleContent() {}

    static void create(SourceCluster cluster) {
        create(cluster, ORDERS);
    }

    /**
     * Two databases, a tablespace, an in-place one, large objects, an unlogged table, an extension, indexes of all
     * kinds.
     *
     * @param orders rows of the largest table; 200,000 with its indexes take about 200 MB
     */
    static void create(SourceCluster cluster, int orders) {
        Database postgres = cluster.database("postgres");
        postgres.execute(
                "CREATE TABLESPACE fast LOCATION '" + cluster.newTablespaceDirectory("fast") + "'",
                "SET allow_in_place_tablespaces = on",
                "CREATE TABLESPACE inside LOCATION ''",
                "CREATE ROLE backup_operator LOGIN REPLICATION PASSWORD 'correct horse'",
                "CREATE ROLE bystander LOGIN PASSWORD 'battery staple'",
                "CREATE DATABASE shop",
                "CREATE DATABASE \"odd name, 1\"");
        cluster.database("shop")
                .execute(
                        "CREATE EXTENSION pg_trgm",
                        """
                CREATE TABLE orders AS
                SELECT n AS id, n % 997 AS customer, md5(n::text) AS reference,
                       repeat(md5((n % 50)::text), 3) AS note, now() - n * interval '1 minute' AS placed,
                       jsonb_build_object('n', n, 'tags', ARRAY[n % 7, n % 11]) AS detail,
                       point(n % 100, n % 90) AS place
                FROM generate_series(1, :orders) n""".replace(":orders", Integer.toString(orders)),
                        "ALTER TABLE orders ADD PRIMARY KEY (id)",
                        "CREATE INDEX orders_detail ON orders USING gin (detail)",
                        "CREATE INDEX orders_place ON orders USING gist (place)",
                        "CREATE INDEX orders_placed ON orders USING brin (placed)",
                        "CREATE INDEX orders_reference ON orders USING hash (reference)",
                        "CREATE INDEX orders_words ON orders USING gin (note gin_trgm_ops)",
                        "CREATE INDEX orders_late ON orders (upper(reference)) WHERE customer < 10",
                        """
                CREATE TABLE items (id int, amount numeric, total numeric GENERATED ALWAYS AS (amount * 2) STORED)
                TABLESPACE fast""",
                        "INSERT INTO items SELECT n, n / 3.0 FROM generate_series(1, 50000) n",
                        "CREATE INDEX items_id ON items (id) TABLESPACE inside",
                        "CREATE TABLE parts (id int, region text) PARTITION BY LIST (region)",
                        "CREATE TABLE parts_north PARTITION OF parts FOR VALUES IN ('north')",
                        "CREATE TABLE parts_rest PARTITION OF parts DEFAULT TABLESPACE inside",
                        "INSERT INTO parts SELECT n, CASE WHEN n % 3 = 0 THEN 'north' ELSE 'x' || n % 5 END FROM generate_series(1, 30000) n",
                        "CREATE UNLOGGED TABLE scratch AS SELECT n FROM generate_series(1, 10000) n",
                        "CREATE MATERIALIZED VIEW by_customer AS SELECT customer, count(*) FROM orders GROUP BY 1",
                        "SELECT lo_from_bytea(0, decode(repeat(md5(n::text), 500), 'hex')) FROM generate_series(1, 40) n");
        cluster.database("odd name, 1").execute("CREATE TABLE \"Ünïcode \"\"quoted\"\"\" (\"a b\" text)", """
                INSERT INTO "Ünïcode ""quoted""\" SELECT repeat('naïve – ', n % 40) FROM generate_series(1, 20000) n""");
        postgres.execute("CHECKPOINT");
    }
}
