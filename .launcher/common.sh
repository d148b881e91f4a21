# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# What every part of the launcher uses: places, messages, the API.

absolute() { realpath -ms -- "$1"; }

HOWDAH_HOME=$(absolute "${HOWDAH_HOME:-$ROOT/.howdah}")
HOWDAH_PORT=${HOWDAH_PORT:-8080}
HOWDAH_BINDUMP_PORT=${HOWDAH_BINDUMP_PORT:-5499}
HOWDAH_START_TIMEOUT=${HOWDAH_START_TIMEOUT:-180}
RECOVERY_PORT=$((HOWDAH_PORT + 1))
MOUNT_PORT=$((HOWDAH_PORT + 2))
MOVER_PORT=$((HOWDAH_PORT + 3))
PROGRAMS=(mount-svc mover-svc recovery-svc api-gateway)
# Several recovery-svc may share a PostgreSQL database: as many as asked for, and never fewer than were started.
recovery_instances() {
  local file most=${HOWDAH_RECOVERY_INSTANCES:-1}
  for file in "$HOWDAH_HOME"/run/recovery-svc-*.pid; do
    file=${file##*-}
    ((most >= ${file%.pid})) || most=${file%.pid}
  done
  echo "$most"
}
HOWDAH_RECOVERY_INSTANCES=$(recovery_instances)
# A host beside others runs only some of the programs.
HOWDAH_SERVICES=${HOWDAH_SERVICES:-mount-svc,mover-svc,recovery-svc,api-gateway}
chosen() { [[ ,$HOWDAH_SERVICES, == *,$1,* ]]; } # program
# The services of this suite, in the order in which they need each other.
chosen_services() {
  local program i
  for program in "${PROGRAMS[@]}"; do
    chosen "$program" || continue
    echo "$program"
    [[ $program == recovery-svc ]] || continue
    for ((i = 2; i <= HOWDAH_RECOVERY_INSTANCES; i++)); do
      echo "recovery-svc-$i"
    done
  done
}
mapfile -t SERVICES < <(chosen_services)
GATEWAY_URL=http://127.0.0.1:$HOWDAH_PORT
export HOWDAH_HOME HOWDAH_PORT HOWDAH_BINDUMP_PORT HOWDAH_RECOVERY_INSTANCES HOWDAH_SERVICES

# Suites share /run and /var/tmp; each has its part of them, named after its home.
SUITE=$(printf %s "$HOWDAH_HOME" | sha256sum | cut -c1-8)
ME=$(id -un)
if [[ $EUID -eq 0 ]]; then
  MOVER_USER=postgres
  RUN_DIR=/run/howdah/$SUITE
  MOUNT_ROOT=/run/media/howdah/$SUITE
  WRITE_CACHE_ROOT=/var/tmp/howdah/$SUITE
else
  MOVER_USER=$ME
  if [[ -n ${XDG_RUNTIME_DIR:-} && -O $XDG_RUNTIME_DIR && -w $XDG_RUNTIME_DIR ]]; then
    RUN_DIR=$XDG_RUNTIME_DIR/howdah/$SUITE
  else
    RUN_DIR=/tmp/howdah-$EUID/$SUITE
  fi
  MOUNT_ROOT=$HOWDAH_HOME/mounts
  WRITE_CACHE_ROOT=/var/tmp/howdah-$ME/$SUITE
fi
# The services take these from the environment too, so that what is cleaned up is what they use.
MOUNT_ROOT=${HOWDAH_MOUNT_MOUNTROOT:-$MOUNT_ROOT}
WRITE_CACHE_ROOT=${HOWDAH_MOUNT_WRITECACHEROOT:-$WRITE_CACHE_ROOT}

# The output itself, also where a function's own output is redirected.
exec {OUT}>&1

say() {
  clear_progress
  printf '%s\n' "$*" >&"$OUT"
}

# What went wrong, then what to do about it, one per line.
die() {
  clear_progress
  printf 'howdah: %s\n' "$1" >&2
  shift
  (($# == 0)) || printf '        %s\n' "$@" >&2
  exit 1
}

# Shows that work goes on: one redrawn line on a terminal, a line every few seconds in a log.
PROGRESS_SHOWN=
PROGRESS_LOGGED=-99
progress() {
  if [[ -t $OUT ]]; then
    printf '\r\033[K%s' "${1:0:$((${COLUMNS:-80} - 1))}" >&"$OUT"
    PROGRESS_SHOWN=1
  elif ((SECONDS - PROGRESS_LOGGED >= 4)); then
    printf '%s\n' "$1" >&"$OUT"
    PROGRESS_LOGGED=$SECONDS
  fi
}
clear_progress() {
  [[ -z $PROGRESS_SHOWN ]] || printf '\r\033[K' >&"$OUT"
  PROGRESS_SHOWN=
}

# A name that is none of them would be left out in silence.
IFS=, read -ra names <<<"$HOWDAH_SERVICES"
for name in "${names[@]}"; do
  [[ " ${PROGRAMS[*]} " == *" $name "* ]] ||
    die "HOWDAH_SERVICES names $name, which is no service" "choose from ${PROGRAMS[*]}, with commas between them"
done
unset name names

# Runs a command whose output goes to a file, showing progress; answers with its exit code.
with_progress() { # text file command...
  local text=$1 file=$2 start=$SECONDS pid
  shift 2
  "$@" >"$file" 2>&1 </dev/null &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    progress "$text ($((SECONDS - start)) s)"
    pause 0.3
  done
  clear_progress
  wait "$pid"
}

# Waits without a process of its own to wait for; a pipe that nobody writes to never becomes readable.
exec {NEVER}<> <(:)
pause() { read -r -t "$1" -u "$NEVER" _ || true; }

seconds_now() { printf '%s' "$EPOCHREALTIME"; }
since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'; }

human() { numfmt --to=iec --suffix=B --format=%.1f -- "${1:-0}"; }

has() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as the user that owns clusters and runs instances.
as_mover() {
  if [[ $MOVER_USER == "$ME" ]]; then
    "$@"
  else
    (cd / && setpriv --reuid="$MOVER_USER" --regid="$(id -g "$MOVER_USER")" --init-groups -- \
      env HOME="$(getent passwd "$MOVER_USER" | cut -d: -f6)" USER="$MOVER_USER" LOGNAME="$MOVER_USER" "$@")
  fi
}

# Calls the API and prints the body. Fails when there is none or it is a problem; the token appears in no process list.
api() { # method path [body]
  local body=()
  [[ -z ${3:-} ]] || body=(-H 'Content-Type: application/json' -d "$3")
  curl -sS --max-time 60 --fail-with-body -X "$1" "${body[@]}" \
    -H @<(printf 'Authorization: Bearer %s\n' "$(<"$HOWDAH_HOME/token")") "$GATEWAY_URL/api/v1$2"
}

# The same, but ends the program with the problem's own words.
api_or_die() { # method path [body]
  local answer
  if ! answer=$(api "$@" 2>/dev/null); then
    [[ -n $answer ]] || die "$1 $2: the gateway at $GATEWAY_URL does not answer" "look at 'howdah status'"
    die "$1 $2: $(jq -r '.detail // .' <<<"$answer" 2>/dev/null || printf %s "$answer")" \
      "$(jq -r '"\(.code): \(.hint // "")"' <<<"$answer" 2>/dev/null || true)"
  fi
  printf '%s' "$answer"
}

healthy() { # port
  local socket
  # The services need the processor more than a program that is told there is no port yet.
  { exec {socket}<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  exec {socket}>&-
  curl -sf -o /dev/null --max-time 2 "http://127.0.0.1:$1/actuator/health/readiness"
}

# Says what keeps a service from being ready, as far as it tells.
unreadiness() { # port
  curl -s --max-time 2 "http://127.0.0.1:$1/actuator/health/readiness" |
    jq -r '(.components // {}) | to_entries[] | select(.value.status != "UP")
      | "\(.key) is \(.value.status): \(.value.details // {} | .detail // .error // "see the log")"' 2>/dev/null || true
}

# Several recovery-svc are one program: recovery-svc, recovery-svc-2, ...
program_of() { # service
  if [[ $1 == recovery-svc-* ]]; then echo recovery-svc; else echo "$1"; fi
}

port_of() { # service
  case $1 in
    api-gateway) echo "$HOWDAH_PORT" ;;
    recovery-svc) echo "$RECOVERY_PORT" ;;
    recovery-svc-*) echo $((RECOVERY_PORT + 10 * (${1##*-} - 1))) ;;
    mount-svc) echo "$MOUNT_PORT" ;;
    mover-svc) echo "$MOVER_PORT" ;;
  esac
}
