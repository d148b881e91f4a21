#!/bin/bash
# Runs the cluster in /var/lib/postgresql/17/main, made when there is none. With the file of a password there is a role
# of that name, and a database of the same name which it owns.
#
#   postgres.sh [ROLE PASSWORD_FILE]
set -euo pipefail
umask 077
export PATH=/usr/lib/postgresql/17/bin:$PATH
data=/var/lib/postgresql/17/main
sockets=/var/run/postgresql

make_cluster() { # directory [role password_file]
  initdb --pgdata "$1" --auth-local peer --auth-host scram-sha-256 --encoding UTF8 --locale C.UTF-8 --data-checksums
  printf '%s\n' 'host all all all scram-sha-256' 'host replication all all scram-sha-256' >>"$1/pg_hba.conf"
  (($# == 3)) || return 0
  pg_ctl start --wait --silent --pgdata "$1" -o "-c listen_addresses= -c unix_socket_directories=$sockets"
  # The password is read by psql itself: it appears in no list of processes, and in no log.
  psql --no-psqlrc --quiet --host "$sockets" -v ON_ERROR_STOP=1 -v role="$2" -v file="$3" <<'SQL'
\set password `cat :file`
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"role" OWNER :"role";
SQL
  pg_ctl stop --wait --silent --pgdata "$1" --mode fast
}

# Made aside, and its version is moved last: what was interrupted is begun anew, and never taken for a cluster.
if [[ ! -e $data/PG_VERSION ]]; then
  find "$data" -mindepth 1 -delete
  make_cluster "$data/new" "$@"
  mv "$data/new/PG_VERSION" "$data/version"
  mv "$data/new"/* "$data"
  rmdir "$data/new"
  sync
  mv "$data/version" "$data/PG_VERSION"
fi
exec postgres -D "$data" -c "unix_socket_directories=$sockets" -c 'listen_addresses=*'
