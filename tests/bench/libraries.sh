# libraries.sh CHELA - what `list`, `inspect` and `--help` open: the dynamic linker says it.
set -u
chela=$1
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
status=0

# opens NAME COMMAND ...: fails when a library is among those that only some commands need.
opens() {
    name=$1
    shift
    if ! LD_DEBUG=files LD_DEBUG_OUTPUT="$home/files" "$@" >"$home/out"; then
        echo "$name: failed"
        status=1
    fi
    seen=$(cat "$home"/files.* | sed -n 's/.*calling init: //p' | sed 's|.*/||' | sort -u)
    rm -f "$home"/files.*
    echo "$name opens:" $seen
    [ -n "$seen" ] || status=1
    if echo "$seen" | grep -E 'libarchive|libsqlite3|libpcre2|libcurl|libicu|libsystemd|libseccomp'; then
        echo "$name: must not open these"
        status=1
    fi
}

opens --help "$chela" --help
"$chela" --home "$home" list >/dev/null # makes the index, as an installation does
opens list "$chela" --home "$home" list
opens inspect "$chela" --home "$home" inspect org.chela.calc
exit $status
