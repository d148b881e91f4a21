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

export_pgbackrest() { # cluster, database, data directory, port, option of the restore...
  local cluster=$1 database=$2 data=$3 port=$4 start
  shift 4
  drop_caches
  start=$(now)
  pgbackrest_restore "$cluster" "$data" "$@" > /dev/null
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
  local i what cluster database data=$work/restored/data port=$((next_port++)) measured=("small shop" "small postgres")
  local -A other=([shop]=postgres [postgres]=shop)
  declare -A backup howdah whole one bytes
  [ "$large_scale" = 0 ] || measured+=("large shop")
  for what in "${measured[@]}"; do
    read -r cluster database <<< "$what"
    [ -n "${backup[$cluster]:-}" ] || backup[$cluster]=$(back_up_with_shop "$cluster")
    bytes[$what]=$(sql "$(cat "$work/$cluster/port")" -d postgres -c "SELECT pg_database_size('$database') / 1048576")
  done
  install -d -o postgres -g postgres -m 0711 "$work/restored" "$work/exported"
  for ((i = 0; i < rounds; i++)); do
    for what in "${measured[@]}"; do
      read -r cluster database <<< "$what"
      howdah[$what]+="$(export_howdah "${backup[$cluster]}" "$database") "
      rm -rf "$work/exported/howdah"
      whole[$what]+="$(export_pgbackrest "$cluster" "$database" "$data" "$port") "
      one[$what]+="$(export_pgbackrest "$cluster" "$database" "$data" "$port" "--db-exclude=${other[$database]}") "
      say "export $what: howdah ${howdah[$what]} pgbackrest ${whole[$what]} with --db-exclude ${one[$what]}"
    done
  done
  echo "Out of backups of clusters of two databases each. Howdah from \`POST /exports\` to \`COMPLETED\`; pgBackRest"
  echo "($(pgbackrest version)) restore, \`pg_ctl start\`, \`pg_dump\`. zstd 3 and two processes for the backups, \`pg_dump -Fd -j 2 -Z 1\` for both. *With \`--db-exclude\`*"
  echo "it restores the other database as zeros. Page cache dropped before each, median of $rounds, in turns; ratios are medians of those of each turn."
  echo
  echo "| database | Howdah, s | pgBackRest, s | ratio | with \`--db-exclude\`, s | ratio |"
  echo "| --- | ---: | ---: | ---: | ---: | ---: |"
  # shellcheck disable=SC2086 # lists of numbers
  for what in "${measured[@]}"; do
    read -r cluster database <<< "$what"
    echo "| $database, ${bytes[$what]} MB, of the $cluster cluster | $(median ${howdah[$what]}) | $(median ${whole[$what]}) | $(ratios "${howdah[$what]}" "${whole[$what]}") |" \
      "$(median ${one[$what]}) | $(ratios "${howdah[$what]}" "${one[$what]}") |"
  done
  echo
}

# Gives the cluster a second, smaller database, and has both programs back it up. Prints the id of Howdah's backup.
back_up_with_shop() { # cluster
  local cluster=$1 port
  port=$(cat "$work/$cluster/port")
  sql "$port" -d postgres -c 'CREATE DATABASE shop'
  as_postgres "$bin/pgbench" -h 127.0.0.1 -p "$port" -U postgres -i -q -s 7 shop > /dev/null 2>&1
  back_up "$cluster" ZSTD 3 | jq -r .id
  prepare_pgbackrest "$cluster" > /dev/null
  pgbackrest_back_up "$cluster" > /dev/null
}
