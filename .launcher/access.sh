# shellcheck shell=bash
# Lets the user postgres reach what it needs, and nothing else, when directories above are closed to it.

GRANTS=/run/howdah/grants

# Gives search permission on the ancestors of each path that lack it, by an ACL entry for that one user. What is given
# is remembered per suite, because several suites may need the same.
grant_access() { # path...
  [[ $MOVER_USER != "$ME" ]] || return 0
  local path directory before
  mkdir -p "$GRANTS"
  for path in "$@"; do
    while read -r directory; do
      if as_mover test -x "$directory"; then
        # Another suite may have given it; then it must stay for this one too.
        [[ -z $(granted_by_others "$directory") ]] || note_grant "$(granted_by_others "$directory")"
        continue
      fi
      before="$(stat -c %a "$directory") $(has_acl "$directory" && echo acl || echo bare) $directory"
      setfacl -m "u:$MOVER_USER:--x" "$directory" 2>/dev/null ||
        die "the user $MOVER_USER cannot enter $directory, and its file system has no ACLs to allow just that" \
          "choose a HOWDAH_HOME and a place for the sources that every user may enter, or run the suite wholly as an ordinary user"
      say "allowed the user $MOVER_USER to pass through $directory (taken back by 'howdah down')"
      note_grant "$before"
    done < <(ancestors "$path")
  done
}

# A directory and all above it, from the top.
ancestors() {
  local path
  path=$(absolute "$1")
  local all=()
  while [[ $path != / ]]; do
    [[ ! -d $path ]] || all=("$path" "${all[@]}")
    path=$(dirname "$path")
  done
  printf '%s\n' "${all[@]}"
}

has_acl() { [[ $(getfacl -cp --skip-base "$1" 2>/dev/null) != '' ]]; }

note_grant() { # "mode kind directory"
  grep -qxF "$1" "$GRANTS/$SUITE" 2>/dev/null || echo "$1" >>"$GRANTS/$SUITE"
}

granted_by_others() { # directory
  local file
  for file in "$GRANTS"/*; do
    [[ $file == "$GRANTS/$SUITE" ]] || awk -v d="$1" 'substr($0, index($0, "/")) == d { print; exit }' "$file"
  done | head -n 1
}

revoke_access() {
  local mode kind directory
  [[ ! -e $GRANTS/$SUITE ]] || while read -r mode kind directory; do
    [[ -d $directory && -z $(granted_by_others "$directory") ]] || continue
    if [[ $kind == bare ]]; then
      setfacl -b "$directory" && chmod "$mode" "$directory"
    else
      setfacl -x "u:$MOVER_USER" "$directory"
    fi
  done < <(tac "$GRANTS/$SUITE")
  rm -f "$GRANTS/$SUITE" 2>/dev/null || true
  rmdir "$GRANTS" /run/howdah 2>/dev/null || true
}
