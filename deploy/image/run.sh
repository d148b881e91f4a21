#!/bin/sh
# Runs a service with the settings of its image, those of a file that may be mounted, and those of the environment; the
# later ones are stronger.
set -eu
service=$1
cd /opt/howdah
cache=/opt/howdah/$service/$service.aot
[ -e "$cache" ] && set -- "-XX:AOTCache=$cache" || set --
exec java @common.options "@$service.options" "$@" -jar "$service/$service.jar" \
  "--spring.config.additional-location=file:/opt/howdah/$service.yaml,optional:file:/etc/howdah/$service.yaml"
