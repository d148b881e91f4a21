# shellcheck shell=bash
# Builds the services and lays them out to start fast: unpacked, with an ahead-of-time cache of their classes.

BUILDS=$ROOT/target/suite

# Whoever changes the sources every few minutes starts more slowly, and need not wait for the preparation.
FAST_START=${HOWDAH_FAST_START:-yes}

# Small heaps: the services coordinate, the data goes past the heap.
JVM_OPTIONS=$ROOT/.launcher/jvm
jvm_flags() { # service
  sed "s|\(CompilerDirectivesFile=\)|\1$BUILD/$1/|" "$JVM_OPTIONS/common.options" "$JVM_OPTIONS/$1.options"
}

# Names the state of the sources, the JDK and the flags: everything that a build depends on.
build_id() {
  {
    cd "$ROOT" || exit
    cat "$JAVA_HOME/release"
    echo "$FAST_START"
    declare -f jvm_flags lay_out train train_service look_at train_worker
    find pom.xml .mvn .launcher/jvm ./*/pom.xml openapi/*.yaml ./*/src/main -type f -print0 | sort -z | xargs -0 sha256sum
  } | sha256sum | cut -c1-16
}

build() {
  BUILD=$BUILDS/$(build_id)
  [[ ! -e $BUILD/complete ]] || return 0
  if ! mkdir -p "$BUILDS" 2>/dev/null || [[ ! -w $BUILDS ]]; then
    die "there is something to build, but $ME may not write to $ROOT" \
      "build it as its owner ('howdah up' does), or clone the sources to a place of your own"
  fi
  exec {lock}>"$BUILDS/.lock"
  flock -n "$lock" || {
    say "waiting for another build in $ROOT"
    flock "$lock"
  }
  if [[ ! -e $BUILD/complete ]]; then
    compile
    rm -rf "$BUILD"
    local service
    for service in "${PROGRAMS[@]}"; do
      lay_out "$service"
    done
    [[ $FAST_START == no ]] || prepare
    touch "$BUILD/complete"
    remove_old_builds
  fi
  exec {lock}>&-
}

compile() {
  local log=$BUILDS/build.log
  if ! (cd "$ROOT" && with_progress "building; the first time Maven fetches what it needs" "$log" \
    ./mvnw -B -ntp -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl mount-svc,mover-svc,recovery-svc,api-gateway -am package); then
    grep -m 20 -E '^\[ERROR\]' "$log" >&2 || tail -n 20 "$log" >&2
    die "the build failed; the whole output is in $log"
  fi
}

lay_out() { # service
  local jar
  jar=$(find "$ROOT/$1/target" -maxdepth 1 -name "howdah-$1-*.jar" ! -name '*-sources.jar' | head -n 1)
  [[ -n $jar ]] || die "the build made no jar of $1"
  "$JAVA_HOME/bin/java" -Djarmode=tools -jar "$jar" extract --destination "$BUILD/$1" --application-filename "$1.jar" \
    >>"$BUILDS/build.log" 2>&1 || die "unpacking $jar failed; see $BUILDS/build.log"
  local directives
  for directives in "$JVM_OPTIONS/$1".directives*; do
    cp "$directives" "$BUILD/$1/"
  done
}

# Each JVM is busy on one core for most of this, so they run side by side.
prepare() {
  local name
  with_progress "preparing a fast start" "$BUILDS/prepare.log" train_all
  while read -r name; do
    say "howdah: $name will start more slowly than it could; see $BUILDS/train-$name.log"
  done <"$BUILDS/prepare.log"
}

# Prints what could not be prepared, a name on a line.
train_all() {
  local name
  for name in "${PROGRAMS[@]}" mount-worker; do
    { train "$name" &>"$BUILDS/train-$name.log" || printf '%s\n' "$name"; } &
  done
  wait
}

train() { # name
  local home status=0
  home=$(mktemp -d)
  if [[ $1 == mount-worker ]]; then
    train_worker "$home" || status=$?
  else
    train_service "$1" "$home" || status=$?
  fi
  rm -rf --one-file-system "$home"
  return "$status"
}

# Starts the service, asks it what it is asked first, ends it, and keeps what the JVM learned on the way. A service
# without it starts too, only more slowly.
train_service() { # service home
  local flags pid port log=$BUILDS/train-$1.log
  mapfile -t flags < <(jvm_flags "$1")
  mkdir -p "$2"/{repository,state,logs,run,secret}
  HOWDAH_HOME=$2 RUN_DIR=$2/run MOUNT_ROOT=$2/mounts WRITE_CACHE_ROOT=$2/cache HOWDAH_BINDUMP_PORT=0 \
    service_properties "$1" >"$2/service.properties"
  # It ends by itself if nobody is left to end it.
  timeout --kill-after=5m 3m "$JAVA_HOME/bin/java" "${flags[@]}" "-XX:AOTCacheOutput=$BUILD/$1/$1.aot" \
    -jar "$BUILD/$1/$1.jar" --server.port=0 --howdah.mount.worker.spares=0 \
    "--spring.config.additional-location=file:$2/service.properties" &
  pid=$!
  until port=$(sed -n 's/.* Tomcat started on port \([0-9]*\) .*/\1/p' "$log") && [[ -n $port ]]; do
    kill -0 "$pid" 2>/dev/null || return 1
    pause 0.2
  done
  look_at "$1" "$port" "$2"
  kill "$pid"
  wait "$pid" || true
  [[ -e $BUILD/$1/$1.aot ]]
}

# What is refused teaches the JVM as much as what is answered.
look_at() { # service port home
  local path paths=(/actuator/health/readiness /actuator/prometheus)
  case $1 in
    mount-svc) paths+=(/host /mounts /mounts/none) ;;
    mover-svc) paths+=(/host /instances /backup-jobs/none /copies/none /dumps/none /transfers/none) ;;
    recovery-svc) paths+=(/api/v1/{hosts,clusters,backups,publications,exports,restores,sessions}) ;;
    api-gateway) paths+=(/openapi.json /api/v1/hosts) ;;
  esac
  for path in "${paths[@]}" "${paths[@]}"; do
    curl -sS -o /dev/null --max-time 20 -H "Authorization: Bearer $(cat "$3"/{token,secret/agent} 2>/dev/null | head -n 1)" \
      "http://127.0.0.1:$2$path"
  done
}

# Lets a worker mount a small backup, and keeps what its JVM learned: a mount waits for a worker to start. Without FUSE
# there is no such cache, and mounting is slower.
train_worker() { # home
  "$JAVA_HOME/bin/java" -Xmx128m --enable-native-access=ALL-UNNAMED -cp "$BUILD/mount-svc/mount-svc.jar" \
    io.howdah.mount.workerprocess.WorkerTraining "$1" "$BUILD/mount-svc/worker.aot"
}

# Builds that no process runs from any more.
remove_old_builds() {
  local old
  for old in "$BUILDS"/*/; do
    old=${old%/}
    [[ $old == "$BUILD" || -n $(processes_with "$old/") ]] || rm -rf "$old"
  done
}

run_tests() {
  local log started=$SECONDS summary
  log=$BUILDS/test.log
  # Tests start mover-svc as the user it runs as, from the classes that were just compiled.
  grant_access "$ROOT" "$JAVA_HOME"
  trap 'stop_engine; revoke_access' EXIT
  provide_engine
  say "testing everything; the whole output is in $log"
  (cd "$ROOT" && ./mvnw -B -ntp -T 2 -fae verify 2>&1) | tee "$log" | test_progress || {
    grep -m 40 -E '^\[ERROR\]' "$log" >&2
    die "the tests failed after $((SECONDS - started)) s; the whole output is in $log"
  }
  summary=$(sed -n 's/^\[\(INFO\|WARNING\)\] \(Tests run: [0-9]*, Failures: [0-9]*, Errors: [0-9]*, Skipped: [0-9]*\)$/\2/p' "$log" |
    awk -F'[:,]' '{ r += $2; f += $4; e += $6; s += $8 }
      END { printf "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d", r, f, e, s }')
  say "$summary, in $((SECONDS - started)) s"
}

# One line per module and per test class is enough to see that it goes on.
test_progress() {
  grep --line-buffered -E '^\[(INFO|WARNING|ERROR)\] (Building |Tests run: .* (Time elapsed|in )|BUILD )' || true
}
