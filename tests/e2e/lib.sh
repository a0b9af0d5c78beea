# lib.sh - what every end-to-end test starts with: a home of its own, the build's image, and checks.
# CHELA_BUILD and CHELA_SOURCE come from ctest.
set -eu
export LC_ALL=C.UTF-8 TZ=Europe/Paris
home=$(mktemp -d "${TMPDIR:-/tmp}/chela-e2e-XXXXXX")
trap 'rm -rf "$home"' EXIT
mkdir -p "$home/Documents" "$home/Downloads" "$home/Contacts"
chela() { "$CHELA_BUILD/bin/chela" "$@" --home "$home" --image "$CHELA_BUILD/image" </dev/null; }

fail() {
    echo "FAILED: $*" >&2
    exit 1
}
# expect CODE COMMAND ...: output in $out (stdout) and $said (stderr).
expect() {
    wanted=$1
    shift
    code=0
    out=$("$@" 2>"$home/.said") || code=$?
    said=$(cat "$home/.said")
    [ "$code" = "$wanted" ] || fail "$*: exit $code, not $wanted: $out $said"
}
has() { case "$1" in *"$2"*) ;; *) fail "\"$2\" is not in: $1" ;; esac; }
has_not() { case "$1" in *"$2"*) fail "\"$2\" is in: $1" ;; *) ;; esac; }
# record REQUEST PLAN: one line that --backend replay:$recording plays.
recording=$home/recording.jsonl
record() {
    python3 -c 'import json, sys
print(json.dumps({"turns": [sys.argv[1]], "kind": "plan", "plan": json.loads(sys.argv[2])}))' \
        "$1" "$2" >>"$recording"
}
replay() {
    request=$1
    shift
    chela ask "$request" --backend "replay:$recording" "$@"
}
