# watch.sh - tasks that wait for an item of a watch, and standing orders that begin with one: from
# the cursor, once for each item, over restarts and kills. Planner: replay.
. "$CHELA_SOURCE/tests/e2e/lib.sh"
cd "$home"

triplet=$(ls "$CHELA_BUILD/examples/plugin-c/package/lib")
mkdir -p package/lib/"$triplet"
cp "$CHELA_BUILD/tests/plugins/washer/manifest.json" package/
cp "$CHELA_BUILD/tests/plugins/washer/plugin.so" package/lib/"$triplet"/
expect 0 chela keygen me
expect 0 chela trust me.pub --tier sideload
expect 0 chela pack package --out washer.chela
expect 0 chela sign washer.chela --key me.key
expect 0 chela install washer.chela
events=$home/.local/share/chela/data/org.example.washer/events
mkdir -p "$(dirname "$events")"

count() { # count WORD: how many notes say it
    expect 0 chela call notes.search "{\"query\": \"$1\"}"
    found=$(printf '%s' "$out" | grep -c "\"text\": \"$1" || :)
}
until_noted() { # until_noted WORD N
    i=0
    count "$1"
    until [ "$found" = "$2" ]; do
        i=$((i + 1))
        [ $i -lt 60 ] || fail "$1: $found notes, not $2: $(cat "$home/.served")"
        sleep 0.1
        count "$1"
    done
}
server=
trap 'kill "${server:-}" 2>/dev/null || :; rm -rf "$home"' EXIT
serve() {
    "$CHELA_BUILD/bin/chela" serve --home "$home" --image "$CHELA_BUILD/image" "$@" \
        </dev/null >"$home/.served" 2>&1 &
    server=$!
    i=0
    until chela serve --status >/dev/null 2>&1; do
        i=$((i + 1))
        [ $i -lt 100 ] || fail "serve did not start: $(cat "$home/.served")"
        sleep 0.05
    done
}

# A task waits for "stopped", not for "started"; without a server `task run-due` looks for it.
record "note when the machine stops" '{"steps": [
    {"id": "w", "wait": {"watch": "washer.events", "where": {"is": [{"item": "/state"}, {"const": "stopped"}]},
        "within": "P1D"}},
    {"id": "n", "use": "notes.create", "with": {"text": {"text": "heard {w:/state} at {w:/cursor}"}}}]}'
echo started >"$events"
expect 0 replay "note when the machine stops" --yes
has "$out" "Wait for"
expect 0 chela task list
has "$out" "waiting"
expect 0 chela task run-due
count heard
[ "$found" = 0 ] || fail "too early: $out"
echo stopped >>"$events"
expect 0 chela task run-due
count heard
has "$out" "heard stopped at 2"
[ "$found" = 1 ] || fail "not once: $out"
expect 0 chela task list
has_not "$out" "waiting"

# Nothing comes within the time: the task says so.
record "note when it starts" '{"steps": [
    {"id": "w", "wait": {"watch": "washer.events", "where": {"is": [{"item": "/state"}, {"const": "never"}]},
        "within": "PT1H"}},
    {"id": "n", "use": "notes.create", "with": {"text": {"text": "never {w:/state}"}}}]}'
expect 0 replay "note when it starts" --yes --now 2026-11-22T17:00:00+01:00
expect 0 chela task run-due --now 2026-11-22T18:00:01+01:00
has "$out" "nothing came within"
count never
[ "$found" = 0 ] || fail "came from nowhere"

# A standing order on the watch, kept by a server: one task for each stop.
record "whenever the machine stops note it" '{"trigger": {"watch": "washer.events",
        "where": {"is": [{"item": "/state"}, {"const": "stopped"}]}}, "steps": [
    {"id": "n", "use": "notes.create", "with": {"text": {"text": "laundry {trigger:/cursor}"}}}]}'
: >"$events"
expect 0 replay "whenever the machine stops note it" --yes
serve
echo stopped >>"$events"
until_noted laundry 1
echo started >>"$events"
echo stopped >>"$events"
until_noted laundry 2

# Killed, and what came while it was off is not lost and not done twice.
kill -9 "$server"
wait "$server" 2>/dev/null || :
echo stopped >>"$events"
serve
until_noted laundry 3
count laundry
has "$out" "laundry 1"
has "$out" "laundry 3"
has "$out" "laundry 4"
expect 0 chela task list --json
order=$(printf '%s\n' "$out" | python3 -c 'import json, sys
print([t["task"] for t in map(json.loads, sys.stdin) if t["state"] == "standing"][0])')
expect 0 chela task cancel "$order"
expect 0 chela serve --stop
wait "$server" || fail "serve ended with $?: $(cat "$home/.served")"
echo stopped >>"$events"
expect 0 chela task run-due
count laundry
[ "$found" = 3 ] || fail "cancelled, and yet: $out"

# A task that the server carries out waits; the server is killed, and the next one goes on with it.
record "note first, and again when the machine stops" '{"steps": [
    {"id": "a", "use": "notes.create", "with": {"text": {"const": "first"}}},
    {"id": "w", "wait": {"watch": "washer.events", "where": {"is": [{"item": "/state"}, {"const": "done"}]}},
        "after": ["a"]},
    {"id": "n", "use": "notes.create", "with": {"text": {"text": "second {w:/state}"}}}]}'
: >"$events"
serve --backend "replay:$recording"
expect 0 chela ask "note first, and again when the machine stops" --yes
has "$out" "Wait for"
kill -9 "$server"
wait "$server" 2>/dev/null || :
echo done >>"$events"
serve --backend "replay:$recording"
until_noted second 1
count first
[ "$found" = 1 ] || fail "first: $found times"
expect 0 chela serve --stop
wait "$server" || fail "serve ended with $?: $(cat "$home/.served")"
