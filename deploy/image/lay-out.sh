#!/bin/sh
# Lays a service out to start fast while its image is built: unpacked, with an ahead-of-time cache of its classes.
set -eu
service=$1
user=$2
cd /opt/howdah
java -Djarmode=tools -jar howdah-"$service"-*.jar extract --destination "$service" --application-filename "$service.jar"
rm howdah-"$service"-*.jar
install -d -o "$user" -g "$user" -m 0700 /var/lib/howdah
[ "$FAST_START" != no ] || exit 0

# The service starts up to the point where it would open its port, with places that are gone afterwards.
home=$(mktemp -d)
java @common.options "@$service.options" "-XX:AOTCacheOutput=$service/$service.aot" \
  -Dspring.context.exit=onRefresh -jar "$service/$service.jar" --server.port=0 \
  "--spring.datasource.url=jdbc:h2:$home/db" --howdah.secret-file="$home/secret" --howdah.key-file="$home/key" \
  --howdah.gateway.token-file="$home/token" --howdah.mount.repository="$home/repository" \
  --howdah.mount.write-cache-root="$home/cache" --howdah.mount.mount-root="$home/mounts" \
  --howdah.mount.run-directory="$home/run" --howdah.mover.repository="$home/repository" \
  --howdah.mover.wal.staging-directory="$home/wal" --howdah.mover.wal.push-header-file="$home/header" \
  --howdah.mover.instance.socket-root="$home/instances" --howdah.mover.instance.log-directory="$home/logs" \
  >"$home/log" 2>&1 || {
  cat "$home/log" >&2
  exit 1
}
rm -rf "$home"
