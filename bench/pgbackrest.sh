# pgBackRest as the benchmarks use it; sourced by bench/run.

pgbackrest_do() { # cluster command...
  local cluster=$1; shift
  as_postgres pgbackrest "--config=$work/pgbackrest/pgbackrest.conf" "--stanza=$cluster" "$@"
}

# Only the first time.
prepare_pgbackrest() { # cluster
  local cluster=$1 configuration=$work/pgbackrest/pgbackrest.conf
  if [ ! -d "$work/pgbackrest" ]; then
    install -d -o postgres -g postgres -m 0750 "$work/pgbackrest" "$work/pgbackrest/repository" "$work/pgbackrest/log" "$work/pgbackrest/lock"
    cat > "$configuration" << CONF
[global]
repo1-path=$work/pgbackrest/repository
log-path=$work/pgbackrest/log
lock-path=$work/pgbackrest/lock
compress-type=zst
compress-level=3
process-max=2
start-fast=y
archive-check=n
archive-copy=n
log-level-console=warn
repo1-retention-full=1
CONF
    chown postgres "$configuration"
  fi
  ! grep -qx "\[$cluster\]" "$configuration" || return 0
  cat >> "$configuration" << CONF
[$cluster]
pg1-path=$work/$cluster/data
pg1-port=$(cat "$work/$cluster/port")
pg1-socket-path=$work/$cluster
pg1-user=postgres
CONF
  pgbackrest_do "$cluster" --no-online stanza-create
}

# With the WAL that a restored server needs, which pgBackRest takes from its archive.
pgbackrest_back_up() { # cluster
  local cluster=$1 port
  port=$(cat "$work/$cluster/port")
  sql "$port" -d postgres -c "ALTER SYSTEM SET archive_command = 'pgbackrest --config=$work/pgbackrest/pgbackrest.conf --stanza=$cluster archive-push %p'" \
    -c "SELECT pg_reload_conf()" > /dev/null
  pgbackrest_do "$cluster" --archive-check --type=full backup
  sql "$port" -d postgres -c "ALTER SYSTEM RESET archive_command" -c "SELECT pg_reload_conf()" > /dev/null
}

pgbackrest_restore() { # cluster directory [option...]: to the end of the newest backup
  local cluster=$1 directory=$2; shift 2
  pgbackrest_do "$cluster" "--pg1-path=$directory" --type=immediate --target-action=promote "$@" restore
}
