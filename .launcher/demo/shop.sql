-- A shop: text, jsonb, uuids, arrays and ranges, with an index of every kind. Values look random; most are the same in
-- every run. Text is made of sentences that are joined in, which is much faster than assembling it word by word.
\set QUIET on
\set ON_ERROR_STOP on
SET maintenance_work_mem = '128MB';
SET work_mem = '64MB';
SET synchronous_commit = off;

CREATE EXTENSION pg_trgm;
CREATE EXTENSION hstore;
CREATE EXTENSION btree_gist;

CREATE TABLE word AS
SELECT i AS id, translate(substr(md5(i::text), 1, 3 + i % 7) || substr(md5(i::text || 'x'), 1, i % 3), '0123456789', 'aeioulnrst') AS word
FROM generate_series(0, 4095) i;

-- Few words are frequent and many are rare, as in any language.
CREATE TABLE sentence AS
SELECT s AS id, initcap(string_agg(w.word, ' ' ORDER BY n)) || '.' AS text
FROM generate_series(0, 39999) s
CROSS JOIN generate_series(1, 11) n
JOIN word w ON w.id = (4096 * power(abs(hashint8extended(s, n)::float8 / 9.3e18), 3))::int % 4096
GROUP BY s;
ANALYZE word;
ANALYZE sentence;

CREATE TABLE customer (
  id int PRIMARY KEY,
  reference uuid NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  tags text[] NOT NULL,
  attributes hstore,
  profile jsonb NOT NULL,
  born date,
  joined timestamptz NOT NULL
);
INSERT INTO customer
SELECT i, md5(i::text)::uuid, initcap(a.word) || ' ' || initcap(b.word),
  a.word || '.' || b.word || i || '@' || c.word || '.example',
  ARRAY[a.word, b.word, c.word], hstore(ARRAY['size', (i % 40)::text, 'colour', c.word]),
  jsonb_build_object('newsletter', i % 3 = 0, 'language', (ARRAY['de', 'en', 'fr', 'pl'])[1 + i % 4], 'points', i::bigint * 7919 % 10007,
    'address', jsonb_build_object('street', initcap(b.word) || 'street ' || i % 200, 'city', initcap(c.word))),
  date '1940-01-01' + (i::bigint * 104729 % 25000)::int, timestamptz '2016-01-01 00:00+00' + i * interval '17 minutes'
FROM generate_series(1, 200000) i
JOIN word a ON a.id = abs(hashint4(i)) % 4096
JOIN word b ON b.id = abs(hashint4(i + 1000003)) % 4096
JOIN word c ON c.id = abs(hashint4(i / 50)) % 512;
CREATE UNIQUE INDEX ON customer (lower(email));
CREATE INDEX ON customer USING hash (reference);
CREATE INDEX ON customer USING gin (name gin_trgm_ops);
CREATE INDEX ON customer USING gin (tags);

CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY,
  customer int NOT NULL,
  reference uuid NOT NULL,
  placed timestamptz NOT NULL,
  state text NOT NULL,
  amount numeric(10, 2) NOT NULL,
  items jsonb NOT NULL,
  remark text
) PARTITION BY RANGE (placed);
CREATE TABLE orders_2023 PARTITION OF orders FOR VALUES FROM ('2023-01-01 00:00+00') TO ('2024-01-01 00:00+00') TABLESPACE archive;
CREATE TABLE orders_2024 PARTITION OF orders FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2025-01-01 00:00+00');
CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01 00:00+00') TO ('2026-01-01 00:00+00');
INSERT INTO orders (customer, reference, placed, state, amount, items, remark)
SELECT 1 + abs(hashint4(i)) % 200000, gen_random_uuid(), timestamptz '2023-01-01 00:00+00' + i * interval '71 seconds',
  (ARRAY['new', 'paid', 'sent', 'sent', 'sent', 'returned'])[1 + abs(hashint4(i + 7)) % 6],
  (abs(hashint4(i + 13)) % 100000) / 100.0,
  jsonb_build_array(
    jsonb_build_object('article', abs(hashint4(i + 17)) % 50000, 'count', 1 + i % 5, 'price', (abs(hashint4(i + 19)) % 9999) / 100.0),
    jsonb_build_object('article', abs(hashint4(i + 23)) % 50000, 'count', 1 + i % 3, 'price', (abs(hashint4(i + 29)) % 9999) / 100.0)),
  s.text
FROM generate_series(1, 900000) i
LEFT JOIN sentence s ON s.id = abs(hashint4(i)) % 40000 AND i % 3 = 0;
ALTER TABLE orders ADD PRIMARY KEY (id, placed);
CREATE INDEX ON orders (customer);
CREATE INDEX ON orders USING brin (placed);
CREATE INDEX ON orders (placed) WHERE state = 'new';

CREATE TABLE document (
  id int PRIMARY KEY,
  title text NOT NULL,
  body text NOT NULL,
  search tsvector GENERATED ALWAYS AS (to_tsvector('simple', left(body, 400))) STORED
);
ALTER TABLE document ALTER body SET STORAGE external;
INSERT INTO document (id, title, body)
SELECT d, min(s.text), string_agg(s.text, ' ' ORDER BY n)
FROM generate_series(1, 16000) d
CROSS JOIN generate_series(1, 96) n
JOIN sentence s ON s.id = abs(hashint8extended(d, n)) % 40000
GROUP BY d;
CREATE INDEX ON document USING gin (search);

CREATE TABLE store (id int PRIMARY KEY, place point NOT NULL, open int4range NOT NULL, EXCLUDE USING gist (id WITH =, open WITH &&)) TABLESPACE archive;
INSERT INTO store
SELECT i, point(i::bigint * 7919 % 36000 / 100.0 - 180, i::bigint * 104729 % 18000 / 100.0 - 90), int4range(i % 12, 12 + i % 12) FROM generate_series(1, 30000) i;
CREATE INDEX ON store USING gist (place);
CREATE INDEX ON store USING spgist (place);

CREATE UNLOGGED TABLE basket AS SELECT i AS id, md5(i::text) AS content FROM generate_series(1, 50000) i;

CREATE MATERIALIZED VIEW turnover AS
SELECT date_trunc('month', placed) AS month, state, count(*) AS orders, sum(amount) AS amount FROM orders GROUP BY 1, 2;

SELECT count(lo_from_bytea(0, convert_to((SELECT string_agg(body, E'\n') FROM document WHERE id BETWEEN i * 40 AND i * 40 + 39), 'UTF8')))
FROM generate_series(1, 60) i \g /dev/null

CREATE TABLE change (at timestamptz NOT NULL, what text NOT NULL);
