-- Measurements of many devices over time: numbers, timestamps and small jsonb.
\set QUIET on
\set ON_ERROR_STOP on
SET maintenance_work_mem = '128MB';
SET work_mem = '64MB';
SET synchronous_commit = off;

CREATE TABLE device (id int PRIMARY KEY, serial uuid NOT NULL, model text NOT NULL, configuration json NOT NULL);
INSERT INTO device
SELECT i, md5('device ' || i)::uuid, (ARRAY['thermo', 'hygro', 'baro', 'photo'])[1 + i % 4] || '-' || i % 17,
  json_build_object('interval', 60 + i % 240, 'unit', (ARRAY['C', '%', 'hPa', 'lx'])[1 + i % 4], 'firmware', '1.' || i % 9 || '.' || i % 31)
FROM generate_series(1, 5000) i;

CREATE TABLE measurement (
  device int NOT NULL,
  at timestamptz NOT NULL,
  value double precision NOT NULL,
  acceleration point NOT NULL,
  trace uuid NOT NULL,
  status jsonb NOT NULL
);
INSERT INTO measurement
SELECT 1 + i % 5000, timestamptz '2025-01-01 00:00+00' + i / 5000 * interval '1 minute',
  20 + 10 * sin(i / 5000 / 200.0) + random(), point(random(), random()), gen_random_uuid(),
  jsonb_build_object('battery', 100 - i / 5000 % 100, 'signal', -40 - abs(hashint4(i + 2)) % 60, 'errors', '{}'::jsonb)
FROM generate_series(1, 2600000) i;
CREATE INDEX ON measurement USING brin (at);
CREATE INDEX ON measurement (trace);
CREATE INDEX ON measurement ((status ->> 'battery')) WHERE value > 33;

CREATE TABLE alarm (id bigserial PRIMARY KEY, device int NOT NULL REFERENCES device, during tstzrange NOT NULL, text text);
INSERT INTO alarm (device, during, text)
SELECT 1 + i % 5000, tstzrange(timestamptz '2025-01-01 00:00+00' + i * interval '3 minutes', timestamptz '2025-01-01 00:00+00' + i * interval '3 minutes' + interval '1 hour'),
  'value ' || i * 31 % 977 || ' beyond limit'
FROM generate_series(1, 60000) i;
CREATE INDEX ON alarm USING gist (during);
