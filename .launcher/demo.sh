# shellcheck shell=bash
# From nothing to a published backup: a cluster of the demo's own is made, backed up, written to, and its backup is
# published, compared with the source and written to. Then a table that no backup has is dropped, found again just before
# that, and brought back.

DEMO=$HOWDAH_HOME/demo
DEMO_DATA=$DEMO/data
DEMO_SOCKETS=$RUN_DIR/demo
DEMO_SQL=$ROOT/.launcher/demo
DEMO_DATABASES=(shop telemetry)

demo() {
  unset PGHOST PGPORT PGDATABASE PGUSER PGPASSWORD PGSERVICE PGOPTIONS PGDATA
  local started=$SECONDS
  demo_source
  demo_unpublish
  demo_forget_former_source
  demo_stream
  demo_backup
  demo_go_on_writing
  demo_publish
  demo_compare
  demo_write_to_publication
  demo_drop_a_table
  demo_find_it_again
  demo_bring_it_back
  demo_summary "$((SECONDS - started))"
}

title() {
  say ""
  say "== $*"
}

source_psql() { as_mover "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h "$DEMO_SOCKETS" -p "$SOURCE_PORT" -U postgres "$@"; }
published_psql() { as_mover "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h "$PUBLISHED_SOCKETS" -p "$PUBLISHED_PORT" -U postgres "$@"; }

# --- the source

demo_source() {
  title "a source cluster of our own"
  mkdir -p "$DEMO" "$DEMO_SOCKETS"
  chmod 700 "$DEMO" "$DEMO_SOCKETS"
  give_to_mover "$DEMO" "$DEMO_SOCKETS"
  if [[ ! -e $DEMO/complete ]]; then
    make_demo_source
  fi
  start_demo_source
  say "PostgreSQL $(source_psql -d postgres -Atc 'SHOW server_version') in $DEMO_DATA, port $SOURCE_PORT," \
    "$(human "$(source_bytes)") in ${#DEMO_DATABASES[@]} databases and a tablespace, data checksums $(source_psql -d postgres -Atc 'SHOW data_checksums')"
}

source_bytes() { source_psql -d postgres -Atc 'SELECT sum(pg_tablespace_size(oid))::bigint FROM pg_tablespace'; }

make_demo_source() {
  local log=$HOWDAH_HOME/logs/demo-source.log started=$SECONDS database pids=() failed=
  (($(df -PB1 "$HOWDAH_HOME" | awk 'NR == 2 { print $4 }') > 6000000000)) ||
    die "the demo needs 6 GB of free space in $HOWDAH_HOME" "free some, or set HOWDAH_HOME to a larger file system"
  stop_demo_source
  rm -rf "$DEMO_DATA" "$DEMO/tablespace"
  as_mover mkdir -m 700 "$DEMO/tablespace"
  as_mover "$PG_BIN/initdb" -D "$DEMO_DATA" -U postgres --data-checksums --auth-local=trust --auth-host=scram-sha-256 \
    --locale=C --encoding=UTF8 --no-sync >"$log" 2>&1 || die "initdb failed; see $log"
  as_mover tee -a "$DEMO_DATA/postgresql.conf" >/dev/null <<'TEXT'

# Howdah's demo
shared_buffers = 128MB
max_wal_size = 2GB
TEXT
  # Filled without WAL and without fsync, and synced as a whole at the end: nobody needs a half-filled demo.
  start_demo_source -c wal_level=minimal -c max_wal_senders=0 -c fsync=off -c full_page_writes=off -c autovacuum=off \
    -c max_wal_size=8GB -c checkpoint_timeout=1h -c max_parallel_maintenance_workers=0 -c max_parallel_workers=0
  source_psql -d postgres -c "CREATE TABLESPACE archive LOCATION '$DEMO/tablespace'" >>"$log" 2>&1 || die "see $log"
  for database in "${DEMO_DATABASES[@]}"; do
    source_psql -d postgres -c "CREATE DATABASE $database" >>"$log" 2>&1 || die "see $log"
    # Frozen at last: else the first reader of each page would write to it, in the source and in the publication.
    {
      source_psql -d "$database" -1 -f - <"$DEMO_SQL/$database.sql" && source_psql -d "$database" -c 'VACUUM (FREEZE, ANALYZE)'
    } >>"$log" 2>&1 &
    pids+=($!)
  done
  while alive_any "${pids[@]}"; do
    progress "filling it: $(human "$(du -sb "$DEMO_DATA/base" "$DEMO/tablespace" 2>/dev/null | awk '{ s += $1 } END { print s + 0 }')"), $((SECONDS - started)) s"
    pause 0.5
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || failed=1
  done
  [[ -z $failed ]] || {
    stop_demo_source
    die "filling the source cluster failed: $(grep -m 1 ERROR "$log" || true)" "see $log"
  }
  progress "writing it to disk"
  stop_demo_source
  as_mover "$PG_BIN/initdb" --sync-only -D "$DEMO_DATA" >>"$log" 2>&1 || die "syncing $DEMO_DATA failed; see $log"
  as_mover touch "$DEMO/complete"
  MADE_ANEW=1
  say "made in $((SECONDS - started)) s"
}

alive_any() {
  local pid
  for pid in "$@"; do
    if alive "$pid"; then
      return 0
    fi
  done
  return 1
}

start_demo_source() { # options...
  local log=$HOWDAH_HOME/logs/demo-source-server.log
  if demo_source_runs; then
    SOURCE_PORT=$(sed -n 4p "$DEMO_DATA/postmaster.pid")
    return
  fi
  SOURCE_PORT=$(free_port 25432)
  touch "$log"
  give_to_mover "$log"
  as_mover "$PG_BIN/pg_ctl" -D "$DEMO_DATA" -l "$log" -w -t 60 start \
    -o "-p $SOURCE_PORT -k $DEMO_SOCKETS -c listen_addresses=127.0.0.1 $*" >/dev/null 2>&1 </dev/null {NEVER}<&- {OUT}>&- || {
    tail -n 10 "$log" >&2
    die "the demo's source cluster does not start" "its log is $log"
  }
}

demo_source_runs() {
  [[ -e $DEMO_DATA/postmaster.pid ]] && as_mover "${PG_BIN:=$(find_postgres)}/pg_ctl" -D "$DEMO_DATA" status >/dev/null 2>&1
}

stop_demo_source() {
  if demo_source_runs; then
    as_mover "$PG_BIN/pg_ctl" -D "$DEMO_DATA" -w -t 60 -m fast stop >/dev/null 2>&1 ||
      as_mover "$PG_BIN/pg_ctl" -D "$DEMO_DATA" -w -m immediate stop >/dev/null 2>&1 || true
  fi
}

free_port() { # first
  local port=$1
  while [[ -n $(listener "$port") ]]; do
    port=$((port + 1))
  done
  echo "$port"
}

# --- the backup

demo_unpublish() {
  local id
  for id in $(api GET '/publications?cluster=demo&limit=1000' 2>/dev/null | jq -r '.items[] | select(.state != "UNPUBLISHED") | .id'); do
    say "taking back publication $id of an earlier run"
    api_or_die DELETE "/publications/$id" >/dev/null
    await_state publications "$id" UNPUBLISHED >/dev/null
  done
}

# The backups of another source of this name are of no use, and in the way.
demo_forget_former_source() {
  local id
  [[ -n ${MADE_ANEW:-} ]] || return 0
  if api GET /clusters/demo >/dev/null 2>&1; then
    api_or_die DELETE /clusters/demo/wal-streaming >/dev/null
    await_streaming OFF
  fi
  for id in $(api GET '/backups?cluster=demo&limit=1000' 2>/dev/null | jq -r '.items[].id'); do
    say "deleting backup $id of an earlier source"
    api_or_die DELETE "/backups/$id" >/dev/null
  done
  api DELETE /clusters/demo >/dev/null 2>&1 || true
}

# Before the backup, so that nothing is missing behind it.
demo_stream() {
  title "register it, and archive its WAL from now on"
  local answer
  answer=$(jq -n --arg data "$DEMO_DATA" --argjson port "$SOURCE_PORT" --arg sockets "$DEMO_SOCKETS" \
    '{host: "local", dataDirectory: $data, port: $port, socketDirectory: $sockets, user: "postgres"}')
  api_or_die PUT /clusters/demo "$answer" >/dev/null
  api_or_die PUT /clusters/demo/wal-streaming >/dev/null
  answer=$(await_streaming STREAMING)
  say "cluster demo streams through the replication slot $(jq -r .slot <<<"$answer")"
}

await_streaming() { # state
  local answer deadline=$((SECONDS + 60))
  while answer=$(api_or_die GET /clusters/demo/wal-streaming) && [[ $(jq -r .state <<<"$answer") != "$1" ]]; do
    ((SECONDS < deadline)) || die "streaming the WAL of cluster demo is $(jq -r '.state + ": " + (.error.detail // "no reason given")' <<<"$answer")"
    pause 0.1
  done
  printf '%s' "$answer"
}

demo_backup() {
  title "a full backup"
  local answer started seconds session
  started=$(seconds_now)
  answer=$(api_or_die POST /backups '{"cluster": "demo", "type": "FULL"}')
  BACKUP=$(jq -r .id <<<"$answer")
  session=$(jq -r .sessionId <<<"$answer")
  await_session "$session" "backing up"
  seconds=$(since "$started")
  answer=$(await_state backups "$BACKUP" COMPLETED)
  DATABASE_BYTES=$(jq -r '.databaseBytes // 0' <<<"$answer")
  STORED_BYTES=$(jq -r '.storedBytes // 0' <<<"$answer")
  BACKUP_SECONDS=$seconds
  say "$BACKUP: $(human "$DATABASE_BYTES") stored as $(human "$STORED_BYTES")" \
    "($(awk -v a="$DATABASE_BYTES" -v b="$STORED_BYTES" 'BEGIN { printf "%.1f", b ? a / b : 0 }') times smaller) in $seconds s," \
    "$(jq -r '"LSN \(.startLsn) to \(.stopLsn)"' <<<"$answer")"
  forget_earlier_backup
  contents "the source at the backup's point" source_psql >"$HOWDAH_HOME/run/demo-source.txt"
}

# The demo's own backups do not pile up: each run replaces the one before.
forget_earlier_backup() {
  local earlier
  earlier=$(cat "$HOWDAH_HOME/run/demo-backup" 2>/dev/null || true)
  [[ -z $earlier ]] || api DELETE "/backups/$earlier" >/dev/null 2>&1 || true
  echo "$BACKUP" >"$HOWDAH_HOME/run/demo-backup"
}

# Shows the progress of a session until it ends; ends the program when it fails.
await_session() { # id text
  local session fraction bar waiting=0
  while :; do
    session=$(api_or_die GET "/sessions/$1")
    case $(jq -r .state <<<"$session") in
      SUCCEEDED) break ;;
      FAILED | CANCELED) session_failed "$2" "$session" ;;
      WAITING_FOR_RETRY)
        # Short trouble mends itself; nobody who watches a demo wants to wait for more.
        waiting=$((waiting + 1))
        ((waiting < 100)) || session_failed "$2" "$session"
        ;;
    esac
    fraction=$(jq -r '.progress.fraction * 100 | floor' <<<"$session")
    bar=$(printf '%*s' "$((fraction / 4))" '')
    progress "$2 [$(printf '%-25s' "${bar// /#}")] $fraction %$(how_far "$session"), $(jq -r 'first(.steps[] | select(.state == "RUNNING") | .name) // .state' <<<"$session")"
    pause 0.3
  done
  clear_progress
}

how_far() { # session
  local total lsn
  total=$(jq -r '.progress.bytesTotal // 0' <<<"$1")
  lsn=$(jq -r '.progress.replayedLsn // ""' <<<"$1")
  ((total == 0)) || printf ' %s of %s' "$(human "$(jq -r '.progress.bytesDone // 0' <<<"$1")")" "$(human "$total")"
  [[ -z $lsn ]] || printf ' replayed to %s' "$lsn"
}

session_failed() { # text session
  die "$1 failed: $(jq -r '.error.detail // "no reason given"' <<<"$2")" "$(jq -r '.error.hint // ""' <<<"$2")" \
    "logs are in $HOWDAH_HOME/logs"
}

await_state() { # kind id state
  local answer state deadline=$((SECONDS + 180))
  while :; do
    answer=$(api_or_die GET "/$1/$2")
    state=$(jq -r .state <<<"$answer")
    [[ $state != "$3" ]] || break
    if [[ $state == FAILED || $state == CANCELED ]]; then
      die "$1 $2 is $state: $(jq -r '.error.detail // "no reason given"' <<<"$answer")" \
        "$(jq -r '.error.hint // ""' <<<"$answer")" "logs are in $HOWDAH_HOME/logs"
    fi
    ((SECONDS < deadline)) || die "$1 $2 is still $state after three minutes" "logs are in $HOWDAH_HOME/logs"
    pause 0.02
  done
  printf '%s' "$answer"
}

# Every table, sequence and large object of every database: name, rows and a hash of the rows.
contents() { # what psql-function
  local started=$SECONDS database file pid
  file=$(mktemp)
  for database in "${DEMO_DATABASES[@]}" postgres; do
    "$2" -d "$database" -f - <"$DEMO_SQL/contents.sql" >>"$file" &
    pid=$!
    while alive "$pid"; do
      progress "reading $1: $(wc -l <"$file") tables, $((SECONDS - started)) s"
      pause 0.3
    done
    wait "$pid" || die "reading $1 failed in database $database"
  done
  clear_progress
  LC_ALL=C sort -t $'\t' -k 1,1 "$file"
  rm -f "$file"
}

demo_go_on_writing() {
  title "the source goes on"
  local started
  started=$(seconds_now)
  source_psql -d shop -1 -f - <<'SQL' >/dev/null || die "writing to the source failed"
UPDATE customer SET profile = jsonb_set(profile, '{points}', '0') WHERE id % 20 = 0;
DELETE FROM orders_2023 WHERE id % 10 = 0;
SET client_min_messages = warning;
DROP TABLE IF EXISTS made_after_the_backup;
INSERT INTO change VALUES (now(), 'written after the backup');
CREATE TABLE made_after_the_backup AS SELECT * FROM customer LIMIT 1000;
SQL
  source_psql -d telemetry -c 'TRUNCATE alarm' >/dev/null
  say "updated, deleted, created and truncated in $(since "$started") s; the backup knows nothing of it"
}

# --- the publication

demo_publish() {
  title "publish: the backup as a second, running instance"
  local answer id started
  started=$(seconds_now)
  answer=$(api_or_die POST /publications "$(jq -n --arg backup "$BACKUP" '{backupId: $backup}')")
  id=$(jq -r .id <<<"$answer")
  answer=$(await_state publications "$id" PUBLISHED)
  PUBLICATION=$id
  PUBLISHED_PORT=$(jq -r .connection.port <<<"$answer")
  PUBLISHED_SOCKETS=$(jq -r .connection.socketDirectory <<<"$answer")
  published_psql -d shop -Atc 'SELECT count(*) FROM store' >/dev/null || die "the publication $id does not answer a query"
  PUBLISH_SECONDS=$(since "$started")
  say "$id runs on port $PUBLISHED_PORT, $PUBLISH_SECONDS s from the request to the answer of the first query"
  say "of that, in ms: $(jq -r '(.timings // {}) | to_entries | map("\(.key) \(.value)") | join(", ")' <<<"$answer")"
}

demo_compare() {
  title "compare: every table, by number of rows and hash of their contents"
  local source=$HOWDAH_HOME/run/demo-source.txt published=$HOWDAH_HOME/run/demo-published.txt
  contents "the publication" published_psql >"$published"
  printf '%-34s %10s  %-18s %s\n' TABLE ROWS 'HASH (source)' 'PUBLICATION'
  LC_ALL=C join -t $'\t' -a 1 -a 2 -e - -o 0,1.2,1.3,2.2,2.3 "$source" "$published" |
    awk -F '\t' '{ printf "%-34s %10s  %-18s %s\n", $1, $2, substr($3, length($3) - 15), $2 == $4 && $3 == $5 ? "equal" : "DIFFERENT: " $4 " rows, hash " $5; }'
  cmp -s "$source" "$published" ||
    die "the publication differs from the source at the backup's point" "compare $source with $published"
  say "$(wc -l <"$source") of $(wc -l <"$source") equal; the unlogged table is empty, as after a crash: $(published_psql -d shop -Atc 'SELECT count(*) FROM basket') rows"
}

demo_write_to_publication() {
  title "write to the publication"
  local started answer
  started=$(seconds_now)
  published_psql -d shop -f - <<'SQL' >/dev/null || die "writing to the publication failed"
UPDATE customer SET tags = array_append(tags, 'published') WHERE id % 5 = 0;
CREATE INDEX ON orders_2024 (reference);
CREATE DATABASE made_in_the_publication;
VACUUM customer;
SQL
  answer=$(api_or_die GET "/publications/$PUBLICATION")
  CACHE_BYTES=$(jq -r '.writeCache.bytes // 0' <<<"$answer")
  say "40000 rows changed, an index built, a database made in $(since "$started") s; write cache $(human "$CACHE_BYTES")"
}

# --- a point in time

LOST=made_after_the_backup
LOST_CONTENT="SELECT count(*) || ' rows, hash ' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM $LOST t"

demo_drop_a_table() {
  title "an accident: a table that is newer than the backup is dropped"
  local end deadline=$((SECONDS + 60))
  LOST_BEFORE=$(source_psql -d shop -Atc "$LOST_CONTENT")
  JUST_BEFORE=$(source_psql -d shop -Atc 'SELECT clock_timestamp()')
  source_psql -d shop -c "DROP TABLE $LOST" || die "dropping $LOST failed"
  source_psql -d shop -c "INSERT INTO change VALUES (now(), 'nobody has noticed yet')" || die "writing to the source failed"
  say "DROP TABLE $LOST ($LOST_BEFORE), and the source goes on"
  end=$(source_psql -d shop -Atc 'SELECT pg_current_wal_flush_lsn()')
  while [[ $(source_psql -d shop -Atc "SELECT '$(api_or_die GET /clusters/demo/wal-streaming | jq -r '.archivedLsn // "0/0"')'::pg_lsn >= '$end'") != t ]]; do
    ((SECONDS < deadline)) || die "the WAL up to $end is not archived after a minute" "logs are in $HOWDAH_HOME/logs"
    progress "waiting until the WAL up to $end is archived"
    pause 0.1
  done
  clear_progress
  say "archived: $(api_or_die GET /clusters/demo/recovery-window | jq -r '"any point from \(.from) to \(.to) can be reached"')"
}

demo_find_it_again() {
  title "publish: the source just before that, $JUST_BEFORE"
  local answer started sockets port found
  started=$(seconds_now)
  answer=$(api_or_die POST /publications "$(jq -n --arg time "$JUST_BEFORE" '{cluster: "demo", target: {type: "TIME", value: $time}}')")
  FOUND_IN=$(jq -r .id <<<"$answer")
  await_session "$(jq -r .sessionId <<<"$answer")" "recovering"
  answer=$(await_state publications "$FOUND_IN" PUBLISHED)
  port=$(jq -r .connection.port <<<"$answer")
  sockets=$(jq -r .connection.socketDirectory <<<"$answer")
  found=$(as_mover "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h "$sockets" -p "$port" -U postgres -d shop -Atc "$LOST_CONTENT") ||
    die "publication $FOUND_IN does not have the table $LOST"
  POINT_SECONDS=$(since "$started")
  say "$FOUND_IN runs on port $port, recovered to $(jq -r '"LSN \(.reachedLsn), last transaction at \(.reachedTime)"' <<<"$answer"), in $POINT_SECONDS s"
  [[ $found == "$LOST_BEFORE" ]] || die "the table $LOST has $found there, and had $LOST_BEFORE"
  say "it has $LOST: $found"
}

demo_bring_it_back() {
  title "export that table, and pg_restore it into the source"
  local answer export started dump=$DEMO/found
  as_mover rm -rf "$dump"
  started=$(seconds_now)
  answer=$(api_or_die POST /exports "$(jq -n --arg publication "$FOUND_IN" --arg table "public.$LOST" --arg directory "$dump" \
    '{source: {publicationId: $publication}, databases: [{name: "shop", tables: [$table]}], target: {directory: $directory}}')")
  export=$(jq -r .id <<<"$answer")
  await_session "$(jq -r .sessionId <<<"$answer")" "exporting"
  answer=$(await_state exports "$export" COMPLETED)
  as_mover "$PG_BIN/pg_restore" -h "$DEMO_SOCKETS" -p "$SOURCE_PORT" -U postgres -d shop "$(jq -r '.dumps[0].path' <<<"$answer")" ||
    die "pg_restore failed" "the dump is in $dump"
  answer=$(source_psql -d shop -Atc "$LOST_CONTENT")
  [[ $answer == "$LOST_BEFORE" ]] || die "the table $LOST came back with $answer, and had $LOST_BEFORE"
  say "back in the source in $(since "$started") s, as it was: $answer"
  api_or_die DELETE "/exports/$export" >/dev/null
  as_mover rm -rf "$dump"
  api_or_die DELETE "/publications/$FOUND_IN" >/dev/null
  await_state publications "$FOUND_IN" UNPUBLISHED >/dev/null
}

demo_summary() { # seconds
  title "done in $1 s"
  cat <<TEXT
cluster      $(human "$DATABASE_BYTES")   backup $(human "$STORED_BYTES"), taken in $BACKUP_SECONDS s   write cache $(human "$CACHE_BYTES")
publish      $PUBLISH_SECONDS s from request to first query; $POINT_SECONDS s to a point in time behind the backup

Look around in the publication, $([[ $MOVER_USER == "$ME" ]] || echo "as root, ")and change what you like; the backup stays as it is:

  $(as_user_prefix)$PG_BIN/psql -h $PUBLISHED_SOCKETS -p $PUBLISHED_PORT -U postgres shop

See it, give it the newest backup under the same connection, and take it back:

  curl -H "Authorization: Bearer \$(cat $HOWDAH_HOME/token)" $GATEWAY_URL/api/v1/publications/$PUBLICATION
  curl -H "Authorization: Bearer \$(cat $HOWDAH_HOME/token)" -H 'Content-Type: application/json' -d '{"discardChanges": true}' $GATEWAY_URL/api/v1/publications/$PUBLICATION/republish
  curl -H "Authorization: Bearer \$(cat $HOWDAH_HOME/token)" -X DELETE $GATEWAY_URL/api/v1/publications/$PUBLICATION

Swagger UI:    $GATEWAY_URL/swagger-ui.html
Everything:    $ROOT/howdah status
Stop it all:   $ROOT/howdah down
TEXT
}

as_user_prefix() {
  [[ $MOVER_USER == "$ME" ]] || printf 'runuser -u %s -- ' "$MOVER_USER"
}
