# Restore against pgBackRest and pg_basebackup; sourced by bench/run.

start_writable() { # data directory, port: returns when recovery is over
  as_postgres "$bin/pg_ctl" start -s -w -D "$1" -l /dev/null -o "-c port=$2 -c unix_socket_directories=${1%/*} -c archive_mode=off"
  until [ "$(sql "$2" -d template1 -c 'SELECT pg_is_in_recovery()')" = f ]; do
    read -rt 0.05 <> <(:) || true
  done
}

discard_server() { # data directory
  as_postgres "$bin/pg_ctl" stop -s -w -m immediate -D "$1"
  rm -rf "$1"
}

require_accounts() { # port
  local accounts
  accounts=$(sql "$1" -d postgres -c 'SELECT count(*) FROM pgbench_accounts')
  [ "$accounts" = $((small_scale * 100000)) ] || { echo "bench/run: restored $accounts accounts" >&2; return 1; }
}

# These print how long it took until everything was copied and until the server was writable.
restore_howdah() { # backup, data directory, port
  local start restore id whole
  drop_caches
  start=$(now)
  id=$(call POST restores "$(jq -n --arg b "$1" --arg d "$2" --argjson p "$3" '{backupId: $b, dataDirectory: $d, port: $p}')" | jq -r .id)
  restore=$(settled "restores/$id" RESTORED)
  whole=$(since "$start")
  say "restore howdah: $(jq -c .timings <<< "$restore")"
  require_accounts "$3"
  discard_server "$2"
  call DELETE "restores/$id" > /dev/null
  echo "$(jq '.timings.copy / 1000' <<< "$restore") $whole"
}
restore_pgbackrest() { copy_and_start "$1" "$2" pgbackrest_restore small "$1"; }
restore_basebackup() { # data directory, port
  copy_and_start "$1" "$2" as_postgres "$bin/pg_basebackup" -h 127.0.0.1 -p "$(cat "$work/small/port")" -U postgres -c fast -D "$1"
}
copy_and_start() { # data directory, port, command...
  local data=$1 port=$2 start copy whole
  shift 2
  drop_caches
  start=$(now)
  "$@" > /dev/null
  copy=$(since "$start")
  start_writable "$data" "$port"
  whole=$(since "$start")
  require_accounts "$port"
  discard_server "$data"
  echo "$copy $whole"
}

bench_restore() {
  local i backup directory=$work/restored port=$((next_port++)) name line
  declare -A copy whole
  backup=$(back_up small ZSTD 3 | jq -r .id)
  prepare_pgbackrest small
  pgbackrest_back_up small
  install -d -o postgres -g postgres -m 0711 "$directory"
  for ((i = 0; i < rounds; i++)); do
    for name in howdah pgbackrest basebackup; do
      case $name in
        howdah) line=$(restore_howdah "$backup" "$directory/data" "$port") ;;
        *) line=$("restore_$name" "$directory/data" "$port") ;;
      esac
      copy[$name]+="${line% *} "
      whole[$name]+="${line#* } "
      say "restore $name: copied ${line% *} writable ${line#* }"
    done
  done
  echo "The small cluster to the end of its backup, zstd 3 and two processes for Howdah and pgBackRest ($(pgbackrest version)); pg_basebackup copies"
  echo "the running cluster, plain. *Copied*: everything is in its place and on disk. *Writable*: recovered and open, for Howdah"
  echo "by its own configuration from \`POST /restores\` to \`RESTORED\`, for the others by \`pg_ctl start\`. Page cache dropped before each,"
  echo "median of $rounds, in turns; ratios are medians of those of each turn."
  echo
  echo "| program | copied, s | of pgBackRest | writable, s | of pgBackRest |"
  echo "| --- | ---: | ---: | ---: | ---: |"
  # shellcheck disable=SC2086 # lists of numbers
  for name in howdah pgbackrest basebackup; do
    echo "| $name | $(median ${copy[$name]}) | $(ratios "${copy[$name]}" "${copy[pgbackrest]}") |" \
      "$(median ${whole[$name]}) | $(ratios "${whole[$name]}" "${whole[pgbackrest]}") |"
  done
  echo
}
