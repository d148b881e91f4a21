# shellcheck shell=bash
# Follows a session to its end, through broken connections and the ends of services.

# Longer than the silence between two comments of a stream, so that one that hangs is noticed.
WATCH_SILENCE=40
# How long the suite may be away.
WATCH_PATIENCE=300

# Exit code: 0 it succeeded, 1 it failed or was canceled, 3 the suite stayed away.
watch_session() { # [session]
  local session=${1:-} answered=$SECONDS
  [[ -r $HOWDAH_HOME/token ]] || die "there is no token in $HOWDAH_HOME, or $ME may not read it" "is this the HOWDAH_HOME of the suite? 'howdah status' shows it"
  [[ -n $session ]] || session=$(newest_running_session)
  [[ -n $session ]] || die "no session is running" "name one: howdah watch <session>; GET /api/v1/sessions lists them"
  WATCH_LAST='' WATCH_STEP='' WATCH_TITLE="session $session" WATCH_FIRST_BYTES=''
  while :; do
    if watch_stream "$session"; then
      answered=$SECONDS
    fi
    if ((SECONDS - answered >= WATCH_PATIENCE)); then
      clear_progress
      printf 'howdah: %s\n' "$WATCH_TITLE: the suite did not answer for $WATCH_PATIENCE s" "        the session goes on when it is up again; 'howdah status' shows it" >&2
      exit 3
    fi
    progress "$WATCH_TITLE: the connection is lost; connecting again"
    pause 1
  done
}

# The newest of those that have not ended. Ids begin with the time of their making.
newest_running_session() {
  local state
  for state in QUEUED RUNNING WAITING_FOR_RETRY CANCELING; do
    api_or_die GET "/sessions?state=$state&limit=1" | jq -r '.items[].id'
  done | sort | tail -n 1
}

# Reads one stream as far as it goes. Succeeds when at least something came; ends the program with the session.
watch_stream() { # session
  local stream curl line name='' data='' id='' came=1 resume=()
  [[ -z $WATCH_LAST ]] || resume=(-H "Last-Event-ID: $WATCH_LAST")
  exec {stream}< <(exec curl -sN --connect-timeout 5 -H 'Accept: text/event-stream' "${resume[@]}" \
    -H @<(printf 'Authorization: Bearer %s\n' "$(<"$HOWDAH_HOME/token")") "$GATEWAY_URL/api/v1/sessions/$1/events")
  curl=$!
  while IFS= read -r -t "$WATCH_SILENCE" -u "$stream" line; do
    case $line in
      'id:'*) id=${line#id:} ;;
      'event:'*) name=${line#event:} ;;
      'data:'*) data=${line#data:} ;;
      '{'*) watch_refused "$line" ;;
      '')
        came=0
        [[ -z $data ]] || watch_event "$name" "$data"
        [[ -z $id ]] || WATCH_LAST=$id
        name='' data='' id=''
        ;;
    esac
  done
  # A problem ends without a line break.
  [[ $line != '{'* ]] || watch_refused "$line"
  kill "$curl" 2>/dev/null || true
  exec {stream}<&-
  return "$came"
}

# What the client did wrong stays wrong; everything else may pass.
watch_refused() { # problem
  local status
  status=$(jq -r '.status // 0' <<<"$1" 2>/dev/null || echo 0)
  ((status < 400 || status >= 500)) ||
    die "$(jq -r .detail <<<"$1")" "$(jq -r '"\(.code): \(.hint // "")"' <<<"$1")"
}

watch_event() { # name data
  case $1 in
    session) watch_state "$2" ;;
    step) watch_step "$2" ;;
    progress) watch_progress "$2" ;;
  esac
}

watch_state() { # session
  local kind subject state detail code hint
  IFS=$'\x1f' read -r kind subject state detail code hint < <(fields "$1" \
    '.kind, .subject, .state, .error.detail, .error.code, .error.hint')
  WATCH_TITLE="$kind $subject"
  case $state in
    QUEUED) say "$WATCH_TITLE: queued" ;;
    RUNNING) say "$WATCH_TITLE: running${detail:+, undoing what was made: $detail}" ;;
    WAITING_FOR_RETRY) say "$WATCH_TITLE: waiting to try again: $detail" "(${code}${hint:+: $hint})" ;;
    CANCELING) say "$WATCH_TITLE: canceling" ;;
    SUCCEEDED)
      say "$WATCH_TITLE: succeeded"
      exit 0
      ;;
    FAILED) die "$WATCH_TITLE failed: ${detail:-no reason given}" "${code}${hint:+: $hint}" ;;
    CANCELED) die "$WATCH_TITLE was canceled${detail:+: $detail}" ;;
  esac
}

watch_step() { # step
  local name state attempts message seconds
  IFS=$'\x1f' read -r name state attempts message seconds < <(fields "$1" '.name, .state, .attempts, .message,
    (if .startedAt and .finishedAt then (.finishedAt | instant) - (.startedAt | instant) | . * 10 | round / 10 else null end)')
  case $state in
    RUNNING)
      WATCH_STEP=$name WATCH_FIRST_BYTES=''
      ((attempts == 1)) || say "  $name: attempt $attempts"
      progress "$WATCH_TITLE: $name"
      ;;
    SUCCEEDED) say "  $name: done in ${seconds:-0} s${message:+, $message}" ;;
    FAILED) say "  $name: failed${message:+: $message}" ;;
    UNDONE) say "  $name: undone" ;;
  esac
}

watch_progress() { # progress
  local percent moved total eta bar rate='' now=${EPOCHREALTIME/[.,]/}
  IFS=$'\x1f' read -r percent moved total eta < <(fields "$1" '(.fraction * 100 | floor), .bytesDone, .bytesTotal, .etaSeconds')
  if [[ -n $moved ]]; then
    if [[ -z $WATCH_FIRST_BYTES ]] || ((moved < WATCH_FIRST_BYTES)); then
      WATCH_FIRST_BYTES=$moved WATCH_FIRST_AT=$now
    elif ((moved > WATCH_FIRST_BYTES && now > WATCH_FIRST_AT)); then
      rate=$(human $(((moved - WATCH_FIRST_BYTES) * 1000000 / (now - WATCH_FIRST_AT))))
    fi
  fi
  bar=$(printf '%*s' "$((percent / 4))" '')
  progress "${WATCH_STEP:-$WATCH_TITLE} [$(printf '%-25s' "${bar// /#}")] $percent %${moved:+ $(human "$moved") of $(human "$total")}${rate:+, $rate/s}${eta:+, $eta s left}"
}

# Fields of a JSON object in one line, each of them a line's part; what is missing is empty.
fields() { # json expressions
  jq -r "def instant: (.[0:19] + \"Z\" | fromdate) + (capture(\"(?<f>[.][0-9]+)Z\$\").f // 0 | tonumber);
    [$2] | map(if . == null then \"\" else tostring | gsub(\"\\\\s+\"; \" \") end) | join(\"\u001f\")" <<<"$1"
}
