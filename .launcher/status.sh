# shellcheck shell=bash
# Shows the suite. Exit code: 0 all healthy, 1 something is wrong, 3 nothing runs.

status() {
  local service up=0 good=0 state
  printf '%-14s %-8s %-6s %-10s %s\n' SERVICE PID PORT HEALTH MEMORY
  for service in "${SERVICES[@]}"; do
    if running "$service"; then
      up=$((up + 1))
      state=unhealthy
      if healthy "$(port_of "$service")"; then
        state=healthy
        good=$((good + 1))
      fi
      printf '%-14s %-8s %-6s %-10s %s MB\n' "$service" "$(pid_of "$service")" "$(port_of "$service")" "$state" \
        "$(awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$(pid_of "$service")/status")"
      [[ $state == healthy ]] || unreadiness "$(port_of "$service")" | sed 's/^/               /'
    else
      printf '%-14s %-8s %-6s %s\n' "$service" - "$(port_of "$service")" stopped
    fi
  done
  if ((up == 0)); then
    exit 3
  fi
  ! chosen api-gateway || show_resources || true
  ((good == ${#SERVICES[@]})) || exit 1
}

show_resources() {
  local publications backups
  publications=$(api GET '/publications?limit=1000' 2>/dev/null) || {
    printf '\nthe API does not answer\n'
    return 1
  }
  backups=$(api GET '/backups?limit=1000' 2>/dev/null) || return 1
  printf '\n%-24s %-18s %-14s %-6s %-10s %s\n' PUBLICATION STATE CLUSTER PORT CACHE 'MOUNT POINT'
  jq -r '.items[] | select(.state != "UNPUBLISHED") | [.id, .state, .cluster, (.connection.port // "-"),
    (.writeCache.bytes // 0), (.mountPoint // "-")] | @tsv' <<<"$publications" |
    while IFS=$'\t' read -r id state cluster port bytes mount; do
      printf '%-24s %-18s %-14s %-6s %-10s %s\n' "$id" "$state" "$cluster" "$port" "$(human "$bytes")" "$mount"
    done
  printf '\n%-24s %-10s %-14s %-12s %-10s %-10s %s\n' BACKUP STATE CLUSTER TYPE DATABASE STORED TAKEN
  jq -r '.items[] | [.id, .state, .cluster, .type, (.databaseBytes // 0), (.storedBytes // 0), (.startedAt // "-")] | @tsv' \
    <<<"$backups" |
    while IFS=$'\t' read -r id state cluster type database stored taken; do
      printf '%-24s %-10s %-14s %-12s %-10s %-10s %s\n' "$id" "$state" "$cluster" "$type" "$(human "$database")" \
        "$(human "$stored")" "$taken"
    done
}
