# shellcheck shell=bash
# Takes away everything that was started. Works however little of it is left, or was ever made.

down() {
  [[ -d $HOWDAH_HOME ]] || {
    say "nothing to stop: there is no $HOWDAH_HOME"
    return
  }
  unpublish_all || mark_unclean
  stop_services "${SERVICES[@]}"
  stop_leftovers
  remove_mounts
  remove_leftover_files
  stop_demo_source
  revoke_access
  say "the suite in $HOWDAH_HOME is down; its backups and settings stay there"
}

# Asks the suite itself, which knows best. Fails when it cannot answer or does not finish.
unpublish_all() {
  local program
  [[ -s $HOWDAH_HOME/token ]] && has jq || return 0
  for program in "${PROGRAMS[@]}"; do
    ! chosen "$program" || answering "$program" || return 1
  done
  # First what reads from publications, or has one of its own.
  take_back exports "canceling exports" '.state == "RUNNING"' || return 1
  take_back publications unpublishing '.state != "UNPUBLISHED"'
}

take_back() { # collection text filter
  local ids id deadline=$((SECONDS + 120))
  ids=$(left_of "$1" "$3") || return 1
  for id in $ids; do
    api DELETE "/$1/$id" >/dev/null 2>&1 || return 1
  done
  while ids=$(left_of "$1" "$3") && [[ -n $ids ]]; do
    progress "$2 ${ids//$'\n'/ }"
    ((SECONDS < deadline)) || return 1
    pause 0.3
  done
  clear_progress
}

# Whether one of the services of this program, of which there may be several, is there.
answering() { # program
  local service
  for service in "${SERVICES[@]}"; do
    if [[ $(program_of "$service") == "$1" ]] && running "$service" && healthy "$(port_of "$service")"; then
      return 0
    fi
  done
  return 1
}

# Those of which something may be there yet.
left_of() { # collection filter
  api GET "/$1?limit=1000" 2>/dev/null | jq -r ".items[] | select($2) | .id" 2>/dev/null
}

# The suite's own record still names what is removed by force; the next 'up' sets that right.
mark_unclean() {
  [[ ! -d $HOWDAH_HOME/run ]] || touch "$HOWDAH_HOME/run/unclean"
}

discard_unclean() {
  [[ -e $HOWDAH_HOME/run/unclean ]] || return 0
  if unpublish_all; then
    rm -f "$HOWDAH_HOME/run/unclean"
  else
    say "note: some publications of the last run could not be taken back; 'howdah status' shows them"
  fi
}

stop_services() { # service...
  local service pids=()
  for service in "$@"; do
    if running "$service"; then
      pids+=("$(pid_of "$service")")
    fi
  done
  end_processes 20 TERM "${pids[@]}"
  for service in "$@"; do
    rm -rf --one-file-system "$HOWDAH_HOME/run/$service".{pid,properties,tmp}
  done
}

# Sends a signal, waits, and kills what is still there.
end_processes() { # seconds signal pid...
  local deadline=$((SECONDS + $1)) signal=$2 pid left
  shift 2
  (($#)) || return 0
  kill -s "$signal" "$@" 2>/dev/null || true
  while :; do
    left=()
    for pid in "$@"; do
      alive "$pid" && left+=("$pid")
    done
    ((${#left[@]})) || return 0
    ((SECONDS < deadline)) || break
    progress "waiting for ${#left[@]} processes to end"
    pause 0.1
  done
  kill -KILL "${left[@]}" 2>/dev/null || true
}

# A zombie is dead; only its parent has not looked yet.
alive() { # pid
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  [[ ${stat##*) } != Z* ]]
}

# The pids of programs of ours that have this text in their arguments.
processes_with() { # text [program]
  local file pid program words
  for file in /proc/[0-9]*/cmdline; do
    # One that ends meanwhile has none. There are many processes: nothing is started to look at each.
    { mapfile -d '' words <"$file"; } 2>/dev/null || continue
    [[ ${words[*]} == *"$1"* ]] || continue
    pid=${file#/proc/}
    pid=${pid%/cmdline}
    program=$(readlink "/proc/$pid/exe" 2>/dev/null) || continue
    program=${program##*/}
    [[ ${program% (deleted)} != "${2:-java}" ]] || echo "$pid"
  done
}

# Instances and workers outlive the services on purpose; here they must not.
stop_leftovers() {
  local pids place
  for place in "$MOUNT_ROOT/" "$RUN_DIR/instances/"; do
    mapfile -t pids < <(processes_with "$place" postgres)
    end_processes 15 INT "${pids[@]}"
  done
  for place in "$MOUNT_ROOT/" "$RUN_DIR/mount/" "$WRITE_CACHE_ROOT/"; do
    mapfile -t pids < <(processes_with "$place" java)
    end_processes 10 TERM "${pids[@]}"
  done
}

remove_mounts() {
  local mount
  while read -r mount; do
    if [[ $EUID -eq 0 ]]; then
      umount "$mount" 2>/dev/null || umount -l "$mount" || say "note: $mount could not be unmounted"
    else
      fusermount3 -u "$mount" 2>/dev/null || fusermount3 -uz "$mount" || say "note: $mount could not be unmounted"
    fi
  done < <(awk -v root="$MOUNT_ROOT/" '{ gsub(/\\040/, " ", $5) } index($5, root) == 1 { print $5 }' /proc/self/mountinfo | sort -r)
}

remove_leftover_files() {
  # One file system: should a mount have stayed, nothing in it is touched.
  rm -rf --one-file-system "$WRITE_CACHE_ROOT" "$RUN_DIR"
  [[ ! -d $MOUNT_ROOT ]] || find "$MOUNT_ROOT" -xdev -depth -type d -empty -delete 2>/dev/null || true
  local parent
  for parent in "$WRITE_CACHE_ROOT" "$RUN_DIR" "$MOUNT_ROOT"; do
    parent=$(dirname "$parent")
    [[ $parent != *howdah* || ! -d $parent || $parent == "$HOWDAH_HOME" ]] || rmdir --ignore-fail-on-non-empty "$parent" 2>/dev/null || true
  done
}
