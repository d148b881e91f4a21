# Export of one database out of a backup against pgBackRest restore, start and pg_dump; sourced by bench/run.

export_howdah() { # backup, database
  local id start
  drop_caches
  start=$(now)
  id=$(call POST exports "$(jq -n --arg b "$1" --arg d "$2" --arg t "$work/exported/howdah" \
    '{source: {backupId: $b}, databases: [$d], target: {directory: $t}, jobs: 2, compression: {algorithm: "ZLIB", level: 1}}')" | jq -r .id)
  settled "exports/$id" COMPLETED > /dev/null
  since "$start"
  say "export howdah: $(call GET "sessions/$(call GET "exports/$id" | jq -r .sessionId)" | jq -c '[.steps[] | "\(.name) \(.startedAt[17:23]) \(.finishedAt[17:23])"]')"
  call DELETE "exports/$id" > /dev/null
  discard_dump "$work/exported/howdah/$2"
}

export_pgbackrest() { # database, data directory, port, option of the restore...
  local database=$1 data=$2 port=$3 start
  shift 3
  drop_caches
  start=$(now)
  pgbackrest_restore small "$data" "$@" > /dev/null
  start_writable "$data" "$port"
  as_postgres "$bin/pg_dump" -h 127.0.0.1 -p "$port" -U postgres -Fd -j 2 -Z 1 -f "$work/exported/$database" "$database"
  since "$start"
  discard_server "$data"
  discard_dump "$work/exported/$database"
}

discard_dump() { # directory
  "$bin/pg_restore" --list "$1" | grep -q 'TABLE DATA public pgbench_accounts' || { echo "bench/run: $1 is no dump" >&2; return 1; }
  rm -rf "$1"
}

bench_export() {
  local i backup data=$work/restored/data port=$((next_port++)) database source
  local -A other=([shop]=postgres [postgres]=shop)
  declare -A howdah whole one bytes
  source=$(cat "$work/small/port")
  sql "$source" -d postgres -c 'CREATE DATABASE shop'
  as_postgres "$bin/pgbench" -h 127.0.0.1 -p "$source" -U postgres -i -q -s 7 shop > /dev/null 2>&1
  backup=$(back_up small ZSTD 3 | jq -r .id)
  prepare_pgbackrest small
  pgbackrest_back_up small
  install -d -o postgres -g postgres -m 0711 "$work/restored" "$work/exported"
  for ((i = 0; i < rounds; i++)); do
    for database in shop postgres; do
      bytes[$database]=$(sql "$source" -d postgres -c "SELECT pg_database_size('$database') / 1048576")
      howdah[$database]+="$(export_howdah "$backup" "$database") "
      rm -rf "$work/exported/howdah"
      whole[$database]+="$(export_pgbackrest "$database" "$data" "$port") "
      one[$database]+="$(export_pgbackrest "$database" "$data" "$port" "--db-exclude=${other[$database]}") "
      say "export $database: howdah ${howdah[$database]} pgbackrest ${whole[$database]} with --db-exclude ${one[$database]}"
    done
  done
  echo "Out of a backup of the small cluster, which has a second, smaller database for this. Howdah from \`POST /exports\` to \`COMPLETED\`; pgBackRest"
  echo "($(pgbackrest version)) restore, \`pg_ctl start\`, \`pg_dump\`. zstd 3 and two processes for the backups, \`pg_dump -Fd -j 2 -Z 1\` for both. *With \`--db-exclude\`*"
  echo "it restores the other database as zeros. Page cache dropped before each, median of $rounds, in turns; ratios are medians of those of each turn."
  echo
  echo "| database | Howdah, s | pgBackRest, s | ratio | with \`--db-exclude\`, s | ratio |"
  echo "| --- | ---: | ---: | ---: | ---: | ---: |"
  # shellcheck disable=SC2086 # lists of numbers
  for database in shop postgres; do
    echo "| $database, ${bytes[$database]} MB | $(median ${howdah[$database]}) | $(median ${whole[$database]}) | $(ratios "${howdah[$database]}" "${whole[$database]}") |" \
      "$(median ${one[$database]}) | $(ratios "${howdah[$database]}" "${one[$database]}") |"
  done
  echo
}
