# shellcheck shell=bash disable=SC2034 # the other parts use what is set here
# Finds out what the suite needs and this machine lacks, and installs it when allowed to.

# The newest JDK that is recent enough, wherever JDKs usually live.
find_jdk() {
  local home version best='' best_version=24
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* \
    "$HOME"/.jdks/*; do
    [[ -n $home && -x $home/bin/javac && -r $home/release ]] || continue
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
    # JAVA_HOME comes first and wins when it will do.
    if [[ -n $version ]] && ((version > best_version)); then
      best=$home best_version=$version
      [[ $home != "${JAVA_HOME:-}" ]] || break
    fi
  done
  printf '%s' "$best"
}

find_postgres() {
  local bin best='' best_version=0 version
  for bin in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/lib/postgresql*/bin /usr/local/pgsql/bin /opt/homebrew/bin /usr/bin; do
    [[ -x $bin/initdb && -x $bin/postgres ]] || continue
    version=$("$bin/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    ((version <= best_version)) || best=$bin best_version=$version
  done
  printf '%s' "$best"
}

has_library() { # soname
  # Read to its end: a pipe cut short would count as a failure.
  grep -q "$1" <<<"$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null)"
}

has_contrib() {
  local bin
  bin=$(find_postgres)
  [[ -n $bin && -e $("$bin/pg_config" --sharedir 2>/dev/null || dirname "$bin")/extension/pg_trgm.control ]] ||
    compgen -G '/usr/share/postgresql/*/extension/pg_trgm.control' >/dev/null ||
    compgen -G '/usr/share/*/extension/pg_trgm.control' >/dev/null ||
    compgen -G '/usr/pgsql-*/share/extension/pg_trgm.control' >/dev/null
}

# What is missing, by the names this file uses. The tests want a browser, too, look at processes and sockets, and cut
# disks off.
missing() { # [for_tests]
  [[ -n $(find_jdk) ]] || echo jdk
  has_library 'libfuse\.so\.2' || echo libfuse2
  has fusermount3 || echo fuse3
  [[ -n $(find_postgres) ]] || echo postgresql
  [[ -z $(find_postgres) ]] || has_contrib || echo contrib
  has curl || echo curl
  has jq || echo jq
  has setpriv && has flock || echo util-linux
  has setfacl || [[ $EUID -ne 0 ]] || echo acl
  [[ -n ${1:-} ]] || return 0
  has chromium || echo chromium
  has chromedriver || echo chromium-driver
  has ss || echo iproute2
  has ps || echo procps
  # Only root can make disks of files, and not every kernel has btrfs.
  has mkfs.btrfs || [[ $EUID -ne 0 ]] || ! grep -qw btrfs /proc/filesystems || echo btrfs-progs
  # The images are tested in an engine of our own where none runs.
  may_run_engine && ! engine_answers || return 0
  has dockerd || echo docker.io
  has debootstrap || echo debootstrap
}

package_manager() {
  local manager
  for manager in apt-get dnf zypper; do
    if has "$manager"; then
      echo "$manager"
      return
    fi
  done
}

# The package that brings a missing thing. Debian renamed libfuse2 when time_t grew.
package_of() { # manager thing
  case $1:$2 in
    apt-get:jdk) first_available openjdk-25-jdk-headless temurin-25-jdk ;;
    apt-get:libfuse2) first_available libfuse2 libfuse2t64 ;;
    apt-get:contrib) echo postgresql-contrib ;;
    dnf:jdk) echo java-25-openjdk-devel ;;
    dnf:libfuse2) echo fuse-libs ;;
    dnf:postgresql) echo postgresql-server ;;
    dnf:contrib) echo postgresql-contrib ;;
    zypper:jdk) echo java-25-openjdk-devel ;;
    zypper:postgresql) echo postgresql-server ;;
    zypper:contrib) echo postgresql-contrib ;;
    zypper:btrfs-progs) echo btrfsprogs ;;
    *) echo "$2" ;;
  esac
}

first_available() { # package...
  local package
  for package in "$@"; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      echo "$package"
      return
    fi
  done
  echo "$1"
}

install_command() { # manager package...
  case $1 in
    apt-get) echo "apt-get install -y --no-install-recommends ${*:2}" ;;
    dnf) echo "dnf install -y ${*:2}" ;;
    zypper) echo "zypper --non-interactive install ${*:2}" ;;
  esac
}

setup() { # [for_tests]
  local things
  mapfile -t things < <(missing "$@")
  ((${#things[@]} == 0)) || install_missing "${things[@]}"
  mapfile -t things < <(missing "$@")
  ((${#things[@]} == 0)) || die "still missing after the installation: ${things[*]}" \
    "install by hand what provides it: a JDK 25 or newer (https://adoptium.net), libfuse 2, fusermount3, PostgreSQL with contrib, curl, jq"
  JAVA_HOME=$(find_jdk)
  PG_BIN=$(find_postgres)
  export JAVA_HOME
  check_fuse
  if [[ $EUID -eq 0 ]]; then
    getent passwd "$MOVER_USER" >/dev/null || die "there is no user $MOVER_USER, as whom PostgreSQL runs" \
      "make it: useradd --system --home-dir /var/lib/postgresql --shell /bin/bash $MOVER_USER"
  fi
}

install_missing() { # thing...
  local manager packages=() thing log
  manager=$(package_manager)
  [[ -n $manager ]] || die "missing: $*" "no apt-get, dnf or zypper here; install them by hand"
  # The index first: which names there are depends on it.
  if [[ $EUID -eq 0 && $manager == apt-get ]]; then
    log=$(mktemp)
    with_progress "reading the package index" "$log" apt-get update -q || say "howdah: apt-get update failed; going on without it"
    rm -f "$log"
  fi
  for thing in "$@"; do
    packages+=("$(package_of "$manager" "$thing")")
  done
  if [[ $EUID -ne 0 ]]; then
    die "missing: $*" "run this as root, then come back:" "$(install_command "$manager" "${packages[@]}")"
  fi
  no_cluster_of_debian "$@"
  log=$(mktemp)
  say "installing ${packages[*]}"
  # shellcheck disable=SC2046 # the command is words
  if ! with_progress "installing ${packages[*]}" "$log" \
    env DEBIAN_FRONTEND=noninteractive $(install_command "$manager" "${packages[@]}"); then
    tail -n 20 "$log" >&2
    die "installing ${packages[*]} failed; the whole output is in $log" "install them by hand and come back"
  fi
  rm -f "$log"
}

# Debian's package makes and starts a cluster 'main' when it is installed, which nobody asked for here.
no_cluster_of_debian() { # thing...
  local file=/etc/postgresql-common/createcluster.conf
  [[ " $* " == *" postgresql "* && $(package_manager) == apt-get && ! -e $file ]] || return 0
  mkdir -p "${file%/*}"
  echo 'create_main_cluster = false' >"$file"
}

check_fuse() {
  if [[ ! -e /dev/fuse ]]; then
    if [[ $EUID -eq 0 ]]; then
      modprobe fuse 2>/dev/null || true
      [[ -e /dev/fuse || ! -d /sys/module/fuse ]] || mknod -m 666 /dev/fuse c 10 229 2>/dev/null || true
    fi
    [[ -e /dev/fuse ]] || die "there is no /dev/fuse" \
      "load the kernel module as root: modprobe fuse; in a container pass --device /dev/fuse"
  fi
  if [[ $(stat -c %a /dev/fuse) != 666 && $EUID -eq 0 ]]; then
    chmod 666 /dev/fuse || true
  fi
  [[ -r /dev/fuse && -w /dev/fuse ]] || die "/dev/fuse may not be opened by $ME" "as root: chmod 666 /dev/fuse"
}
