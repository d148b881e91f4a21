#!/bin/bash
# Makes the secrets of the suite in the volumes below /secrets, once. Each volume is mounted where its content is needed
# and nowhere else. The gateway makes the users' token, and each mover its key, in its own state.
set -euo pipefail
umask 077

make_secret() { # file owner:group
  if [[ ! -s $1 ]]; then
    head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$1.new"
    sync "$1.new"
    mv "$1.new" "$1"
  fi
  chown "$2" "$1"
  chmod 0440 "$1"
}

# What is in them is protected file by file.
chmod 0755 /secrets/*
make_secret /secrets/suite/agent howdah:postgres
make_secret /secrets/recovery/key howdah:howdah
make_secret /secrets/database/spring.datasource.password howdah:postgres
