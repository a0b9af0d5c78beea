# serve.sh - one process carries out what is due and what the others hand over; consent stays with
# whoever asked, a client that has gone agrees to nothing. Planner: embedded.
. "$CHELA_SOURCE/tests/e2e/lib.sh"

serve() {
    "$CHELA_BUILD/bin/chela" serve --home "$home" --image "$CHELA_BUILD/image" "$@" \
        </dev/null >"$home/.served" 2>&1 &
    server=$!
    i=0
    until chela serve --status >/dev/null 2>&1; do
        kill -0 "$server" 2>/dev/null || fail "serve ended: $(cat "$home/.served")"
        i=$((i + 1))
        [ $i -lt 100 ] || fail "serve did not start"
        sleep 0.05
    done
}
trap 'kill "${server:-}" 2>/dev/null || :; rm -rf "$home"' EXIT

expect 1 chela serve --status
has "$said" "does not run"
serve
socket=$home/.local/share/chela/serve.sock
[ "$(stat -c %a "$socket")" = 600 ] || fail "the socket is open to others"

# Only one at a time.
expect 1 chela serve
has "$said" "another process"

# Handed over: without a yes nothing happens, with one it does; the task is recorded once.
expect 3 chela ask "note that milk is out"
expect 0 chela ask "note that milk is out" --yes
has "$out" "milk is out"
expect 0 chela call notes.search '{"query": "milk"}'
[ "$(printf '%s' "$out" | grep -c 'milk is out')" = 1 ] || fail "not once: $out"
expect 0 chela ask "note that milk is out" --yes --json
has "$out" '"event":"started"'
has "$out" '"card"'
expect 0 chela task undo --yes
expect 0 chela serve --status
has "$out" "running, process $server"
expect 0 chela serve --status --json
case "$out" in *'"requests":5'* | *'"requests":6'*) ;; *) fail "not handed over: $out" ;; esac

# What asks for another time is carried out by itself.
expect 0 chela call reminders.create '{"text": "send the budget", "at": "2126-11-23T09:00:00+01:00"}'
expect 0 chela ask "note that tea is out" --yes --now 2026-11-22T17:00:00+01:00

# Bad words on the socket end that client only.
python3 - "$socket" <<'PY'
import socket, struct, sys, json
def say(data):
    s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.sendall(data); s.settimeout(5)
    got = b""
    try:
        while True:
            part = s.recv(65536)
            if not part: break
            got += part
            if len(got) >= 4 and len(got) >= 4 + struct.unpack("<I", got[:4])[0]: break
    except OSError: pass
    s.close()
    return got[4:]
def frame(value):
    text = json.dumps(value).encode()
    return struct.pack("<I", len(text)) + text
assert b"error" in say(struct.pack("<I", 0xFFFFFFFF) + b"x")
assert b"error" in say(struct.pack("<I", 3) + b"{{{")
assert b"error" in say(struct.pack("<I", 2) + b"[]")
assert b"error" in say(frame({"serve": 99, "do": "status"}))
assert b"error" in say(frame({"serve": 1, "do": "rule the world"}))
assert b"error" in say(frame({"serve": 1}))
assert b"pid" in say(frame({"serve": 1, "do": "status"}))
# A client shows a card and dies: that is a no.
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
s.sendall(frame({"serve": 1, "do": "ask", "text": "note that salt is out"}))
got = b""
while b'"card"' not in got: got += s.recv(65536)
s.close()
PY
expect 0 chela call notes.search '{"query": "salt"}'
has_not "$out" "salt is out"
expect 0 chela serve --status

# A standing order is agreed to through it and listed by it, and it keeps no task of its own.
record "every day at 8 note stretch" '{"trigger": {"every": {"said": [0, 14]}}, "steps": [
    {"id": "n", "use": "notes.create", "with": {"text": {"const": "stretch"}}}]}'
expect 0 replay "every day at 8 note stretch" --yes
expect 0 chela task list
has "$out" "standing"

expect 0 chela serve --stop
wait "$server" || fail "serve ended with $?: $(cat "$home/.served")"
[ ! -e "$socket" ] || fail "the socket is left behind"

# After a kill nothing of it is in the way.
serve
kill -9 "$server"
wait "$server" 2>/dev/null || :
expect 0 chela ask "note that rice is out" --yes
serve
kill -TERM "$server"
wait "$server" || fail "SIGTERM: $?: $(cat "$home/.served")"
