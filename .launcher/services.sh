# shellcheck shell=bash
# Starts the services and waits until they are healthy.

# What the launcher decides for a service. The environment beats this file, and so does config/<service>.yaml.
service_properties() { # service
  local program
  program=$(program_of "$1")
  cat <<TEXT
server.address=127.0.0.1
server.port=$(port_of "$1")
spring.datasource.url=jdbc:h2:fsync:$HOWDAH_HOME/state/$program/db
howdah.secret-file=$HOWDAH_HOME/secret/agent
TEXT
  case $program in
    api-gateway)
      cat <<TEXT
howdah.gateway.token-file=$HOWDAH_HOME/token
howdah.gateway.recovery-urls=$(recovery_urls)
TEXT
      ;;
    recovery-svc)
      cat <<TEXT
howdah.key-file=$HOWDAH_HOME/secret/key
howdah.recovery.local.mount-url=http://127.0.0.1:$MOUNT_PORT
howdah.recovery.local.mover-url=http://127.0.0.1:$MOVER_PORT
TEXT
      ;;
    mount-svc)
      cat <<TEXT
howdah.mount.repository=$HOWDAH_HOME/repository
howdah.mount.mount-root=$MOUNT_ROOT
howdah.mount.write-cache-root=$WRITE_CACHE_ROOT
howdah.mount.run-directory=$RUN_DIR/mount
TEXT
      ;;
    mover-svc)
      cat <<TEXT
howdah.key-file=$HOWDAH_HOME/secret/mover-key
howdah.mover.repository=$HOWDAH_HOME/repository
howdah.mover.bindump.port=$HOWDAH_BINDUMP_PORT
howdah.mover.bindump.socket-directory=$RUN_DIR/bindump
howdah.mover.instance.socket-root=$RUN_DIR/instances
howdah.mover.instance.log-directory=$HOWDAH_HOME/logs/instances
howdah.mover.wal.staging-directory=$HOWDAH_HOME/state/mover-svc/wal
howdah.mover.wal.push-header-file=$HOWDAH_HOME/state/mover-svc/wal-push.header
TEXT
      ;;
  esac
}

# Where each recovery-svc listens, with commas between them.
recovery_urls() {
  local service urls=()
  for service in "${SERVICES[@]}"; do
    [[ $(program_of "$service") != recovery-svc ]] || urls+=("http://127.0.0.1:$(port_of "$service")")
  done
  (
    IFS=,
    echo "${urls[*]}"
  )
}

up() {
  local service started to_start=()
  started=$(seconds_now)
  for service in "${SERVICES[@]}"; do
    running "$service" || to_start+=("$service")
  done
  if ((${#to_start[@]})); then
    check_ports "${to_start[@]}"
    make_home
    grant_access "$HOWDAH_HOME" "$BUILD" "$JAVA_HOME"
    STARTED=("${to_start[@]}")
    trap stop_what_was_started EXIT
    for service in "${to_start[@]}"; do
      start_service "$service"
    done
    await_health
    trap - EXIT
    say "healthy in $(since "$started") s"
    discard_unclean
  elif [[ $(cat "$HOWDAH_HOME/run/build" 2>/dev/null) != "$BUILD" ]]; then
    say "note: the running suite was started from an older build; 'howdah down' and 'howdah up' change it"
  fi
  if chosen api-gateway; then
    say "gateway  $GATEWAY_URL  (Swagger UI: $GATEWAY_URL/swagger-ui.html)"
    say "token    $HOWDAH_HOME/token"
  else
    for service in "${SERVICES[@]}"; do
      say "$service on port $(port_of "$service")"
    done
  fi
}

make_home() {
  if ! mkdir -p "$HOWDAH_HOME" 2>/dev/null || [[ ! -O $HOWDAH_HOME && $EUID -ne 0 ]]; then
    die "HOWDAH_HOME $HOWDAH_HOME is not a directory of $ME" "set HOWDAH_HOME to a directory of your own"
  fi
  if [[ ! -O $HOWDAH_HOME && $EUID -eq 0 && -e $HOWDAH_HOME/token ]]; then
    die "HOWDAH_HOME $HOWDAH_HOME belongs to $(stat -c %U "$HOWDAH_HOME"), and so does its suite" \
      "run this as that user, or set HOWDAH_HOME to another directory"
  fi
  mkdir -p "$HOWDAH_HOME"/{state,logs,run,secret,config}
  mkdir -p "$HOWDAH_HOME"/state/{mount-svc,recovery-svc,mover-svc} "$HOWDAH_HOME/logs/instances" "$HOWDAH_HOME/repository"
  chmod 711 "$HOWDAH_HOME/secret" "$HOWDAH_HOME/state"
  chmod 700 "$HOWDAH_HOME"/state/*-svc "$HOWDAH_HOME/repository"
  make_run_directory
  # Root reads all of these; the mover reads those that are its own.
  local name
  for name in agent key mover-key; do
    make_secret "$HOWDAH_HOME/secret/$name"
  done
  give_to_mover "$HOWDAH_HOME"/secret/{agent,mover-key} "$HOWDAH_HOME/state/mover-svc" "$HOWDAH_HOME/logs/instances" \
    "$HOWDAH_HOME/repository" "$RUN_DIR"/{bindump,instances}
}

make_run_directory() {
  if [[ $EUID -ne 0 && $RUN_DIR == /tmp/* ]]; then
    local own=${RUN_DIR%/*}
    mkdir -m 700 "$own" 2>/dev/null || [[ -O $own && ! -L $own ]] ||
      die "$own belongs to somebody else" "have it removed, or set XDG_RUNTIME_DIR"
  fi
  mkdir -p "$RUN_DIR"/{mount,bindump,instances} "$MOUNT_ROOT"
  # A socket's path may have 107 bytes; below this come an id and the socket's name.
  ((${#RUN_DIR} < 60)) || die "the path $RUN_DIR is too long for unix sockets below it" "set XDG_RUNTIME_DIR to a shorter one"
  chmod 700 "$RUN_DIR"/{mount,bindump,instances}
}

make_secret() { # file
  [[ ! -s $1 ]] || return 0
  (
    umask 077
    head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$1.new"
    echo >>"$1.new"
    sync "$1.new"
    mv "$1.new" "$1"
  )
}

give_to_mover() { # path...
  [[ $MOVER_USER != "$ME" ]] || return 0
  chown "$MOVER_USER:" "$@"
}

start_service() { # service
  local service=$1 program flags as_user=() log=$HOWDAH_HOME/logs/$1.log properties=$HOWDAH_HOME/run/$1.properties
  local temporary=$HOWDAH_HOME/run/$1.tmp
  program=$(program_of "$service")
  service_properties "$service" >"$properties"
  mapfile -t flags < <(jvm_flags "$program")
  [[ ! -e $BUILD/$program/$program.aot ]] || flags+=("-XX:AOTCache=$BUILD/$program/$program.aot")
  if [[ $service == mover-svc && $MOVER_USER != "$ME" ]]; then
    as_user=(setpriv "--reuid=$MOVER_USER" "--regid=$(id -g "$MOVER_USER")" --init-groups --)
  fi
  # Tomcat and others take away what they put here only when they end in peace.
  rm -rf --one-file-system "$temporary"
  mkdir -m 700 "$temporary"
  [[ $service != mover-svc ]] || give_to_mover "$temporary"
  [[ ! -e $log || $(stat -c %s "$log") -lt 20000000 ]] || mv "$log" "$log.1"
  (
    cd /
    ulimit -n "$(ulimit -Hn)" 2>/dev/null || true
    export MALLOC_ARENA_MAX=2
    exec setsid "${as_user[@]}" "$JAVA_HOME/bin/java" "${flags[@]}" "-Djava.io.tmpdir=$temporary" -jar "$BUILD/$program/$program.jar" \
      "--spring.config.additional-location=file:$properties,optional:file:$HOWDAH_HOME/config/$program.yaml"
  ) >>"$log" 2>&1 </dev/null {NEVER}<&- {OUT}>&- &
  local pid=$!
  # The start time tells this process from a later one with the same number, and the boot from one of another boot.
  echo "$pid $(start_time "$pid") $BOOT" >"$HOWDAH_HOME/run/$service.pid"
  echo "$BUILD" >"$HOWDAH_HOME/run/build"
}

start_time() { # pid
  # The name of the program, in parentheses, may contain anything; what follows the last one is regular.
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 0
  read -ra stat <<<"${stat##*) }"
  printf '%s' "${stat[19]}"
}

BOOT=$(</proc/sys/kernel/random/boot_id)

# Whether a service runs that was started here.
running() { # service
  local pid start boot
  { read -r pid start boot <"$HOWDAH_HOME/run/$1.pid"; } 2>/dev/null || return 1
  [[ -n $start && ${boot:=$BOOT} == "$BOOT" && $(start_time "$pid") == "$start" ]] && alive "$pid"
}
pid_of() { cut -d' ' -f1 "$HOWDAH_HOME/run/$1.pid"; }

await_health() {
  local service deadline=$((SECONDS + HOWDAH_START_TIMEOUT)) waiting=("${SERVICES[@]}") still
  while ((${#waiting[@]})); do
    still=()
    for service in "${waiting[@]}"; do
      running "$service" || service_failed "$service" "ended while it started"
      healthy "$(port_of "$service")" || still+=("$service")
    done
    waiting=("${still[@]}")
    ((${#waiting[@]} == 0)) || progress "starting: waiting for ${waiting[*]}"
    ((SECONDS < deadline)) || service_failed "${waiting[0]}" "is not ready after $HOWDAH_START_TIMEOUT s" \
      "$(unreadiness "$(port_of "${waiting[0]}")")"
    pause 0.2
  done
}

service_failed() { # service what [why]
  clear_progress
  printf '%s\n' "--- the end of $HOWDAH_HOME/logs/$1.log" >&2
  tail -n 30 "$HOWDAH_HOME/logs/$1.log" >&2 || true
  die "$1 $2" ${3:+"$3"} "its log is $HOWDAH_HOME/logs/$1.log"
}

stop_what_was_started() {
  stop_services "${STARTED[@]}"
  rmdir --ignore-fail-on-non-empty "$RUN_DIR"/* "$RUN_DIR" "$MOUNT_ROOT" 2>/dev/null || true
  revoke_access
}

check_ports() { # service...
  local service
  for service in "$@"; do
    check_port "$(port_of "$service")" "$service" HOWDAH_PORT
    [[ $service != mover-svc ]] || check_port "$HOWDAH_BINDUMP_PORT" bindump HOWDAH_BINDUMP_PORT
  done
}

check_port() { # port what variable
  local owner
  owner=$(listener "$1")
  [[ -z $owner ]] || die "port $1, which $2 needs, is taken by $owner" \
    "stop it, or choose other ports: $3=<port> howdah up (HOWDAH_PORT takes the three ports above it too)"
}

# Who listens on a port: the process when it may be seen, nothing when nobody does.
listener() { # port
  local inode hex fd pid
  hex=$(printf '%04X' "$1")
  inode=$(awk -v port="$hex" '$4 == "0A" { split($2, a, ":"); if (a[2] == port) { print $10; exit } }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  [[ -n $inode ]] || return 0
  for fd in /proc/[0-9]*/fd/*; do
    if [[ $(readlink "$fd" 2>/dev/null) == "socket:[$inode]" ]]; then
      pid=${fd#/proc/}
      pid=${pid%%/*}
      printf 'process %s (%s)' "$pid" "$(tr '\0' ' ' <"/proc/$pid/cmdline" | cut -c1-100)"
      return
    fi
  done
  printf 'a process of another user'
}
