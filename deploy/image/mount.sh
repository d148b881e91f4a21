#!/bin/bash
# Runs mount-svc, and takes its mounts away when it has been stopped: its workers end with this container, and what
# they had mounted would stay on the host as dead mounts. When mount-svc starts again it mounts the same write caches.
set -eu
root=/run/media/howdah

/opt/howdah/run.sh "$@" &
service=$!
trap 'kill -TERM "$service"' TERM INT
until wait "$service" && status=0 || status=$?; [[ ! -e /proc/$service ]]; do :; done

# The deepest first; none is waited for, since who works in it is about to lose it anyway.
while read -r mount; do
  umount --lazy -- "$mount" && rmdir -- "$mount" || echo "mount.sh: $mount stays" >&2
done < <(awk -v root="$root/" 'index($5, root) == 1 { print $5 }' /proc/self/mountinfo | sort -r)
exit "$status"
