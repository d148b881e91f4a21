-- Prints one line per table, sequence and the large objects of a database: name, rows, and a hash that does not depend on
-- their order. Unlogged tables are left out: they are empty after a crash, and so in a backup.
\set QUIET on
\set ON_ERROR_STOP on
\pset format unaligned
\pset tuples_only on
\pset fieldsep '\t'
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
SET extra_float_digits = 1;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SELECT format(CASE c.relkind WHEN 'S' THEN 'SELECT %L, 1, last_value FROM %I.%I'
      ELSE 'SELECT %L, count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM %I.%I t' END,
    current_database() || '.' || CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname, n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE (c.relkind IN ('r', 'm', 'S') AND c.relpersistence = 'p' AND n.nspname NOT IN ('pg_catalog', 'information_schema'))
  OR c.oid = 'pg_largeobject'::regclass
ORDER BY n.nspname, c.relname
\gexec
