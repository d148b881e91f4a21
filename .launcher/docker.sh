# shellcheck shell=bash
# The container engine that the tests of the images need: starts one where none runs and root may, with what it lacks.

DOCKER_PLACE=$ROOT/target/docker
DOCKER_ENGINE=

# Whether this machine may start an engine of its own: 'setup for_tests' then installs one, and 'test' starts it.
may_run_engine() {
  [[ $EUID -eq 0 && $(package_manager) == apt-get && ${HOWDAH_TEST_DOCKER:-yes} != no && -w /sys/fs/cgroup ]]
}

engine_answers() { has docker && docker version >/dev/null 2>&1; }

# Makes all ready for the tests tagged docker. What cannot be had is no error: those tests then say what they lack.
provide_engine() {
  [[ ${HOWDAH_TEST_DOCKER:-yes} != no ]] || return 0
  mkdir -p "$DOCKER_PLACE"
  engine_answers || ! may_run_engine || ! has dockerd || start_engine
  engine_answers || return 0
  provide_base_image || say "howdah: there is no base image; the tests of the images will be skipped"
  provide_compose || say "howdah: there is no docker compose; the tests of the images will be skipped"
}

start_engine() {
  local waited=$SECONDS
  setsid dockerd --pidfile "$DOCKER_PLACE/dockerd.pid" >"$DOCKER_PLACE/dockerd.log" 2>&1 </dev/null {NEVER}<&- {OUT}>&- &
  DOCKER_ENGINE=$!
  until engine_answers; do
    if ! alive "$DOCKER_ENGINE" || ((SECONDS - waited > 60)); then
      stop_engine
      say "howdah: the container engine does not start; see $DOCKER_PLACE/dockerd.log"
      return
    fi
    progress "starting a container engine"
    pause 0.3
  done
  clear_progress
}

# Images stay, so that the next run finds them; everything else of the engine ends.
stop_engine() {
  [[ -n $DOCKER_ENGINE ]] || return 0
  end_processes 30 TERM "$DOCKER_ENGINE"
  DOCKER_ENGINE=
}

# From a registry, else made from the packages that a registry's image is made of.
provide_base_image() {
  local log=$DOCKER_PLACE/base.log
  ! docker image inspect debian:trixie-slim >/dev/null 2>&1 || return 0
  ! with_progress "fetching the base image" "$log" timeout 60 docker pull -q debian:trixie-slim || return 0
  has debootstrap && [[ $EUID -eq 0 ]] || return 1
  with_progress "making the base image" "$log" make_base_image
}

make_base_image() {
  local root=$DOCKER_PLACE/trixie
  rm -rf --one-file-system "$root"
  debootstrap --variant=minbase trixie "$root" http://deb.debian.org/debian
  # As in the image of the registry: unpacking need not be durable, packages are not kept, and nobody reads manuals.
  printf '%s\n' force-unsafe-io 'path-exclude /usr/share/doc/*' 'path-exclude /usr/share/man/*' \
    'path-exclude /usr/share/locale/*' >"$root/etc/dpkg/dpkg.cfg.d/docker"
  printf '%s\n' 'Dir::Cache::pkgcache "";' 'Dir::Cache::srcpkgcache "";' \
    'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };' >"$root/etc/apt/apt.conf.d/docker-clean"
  tar -C "$root" --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' --exclude='./usr/share/doc/*' \
    --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' --exclude='./dev/*' -c . |
    docker import - debian:trixie-slim
  rm -rf --one-file-system "$root"
}

# Version 2 of compose: Debian packages it since trixie, and its program runs on older releases too.
provide_compose() {
  export DOCKER_CONFIG=$DOCKER_PLACE/config
  mkdir -p "$DOCKER_CONFIG/cli-plugins"
  ! docker compose version >/dev/null 2>&1 || return 0
  with_progress "fetching docker compose" "$DOCKER_PLACE/compose.log" fetch_compose
  docker compose version >/dev/null 2>&1
}

fetch_compose() {
  local container
  container=$(docker create --network host debian:trixie-slim sh -c \
    'apt-get update -q && cd /tmp && apt-get download docker-compose && dpkg-deb -x docker-compose_*.deb /tmp/compose')
  docker start --attach "$container" &&
    docker cp "$container:/tmp/compose/usr/libexec/docker/cli-plugins/docker-compose" "$DOCKER_CONFIG/cli-plugins/"
  docker rm "$container"
}
