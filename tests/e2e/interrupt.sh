# interrupt.sh - the first Ctrl-C or SIGTERM cancels, says what was done and what was not, and
# leaves nothing running; at the card it is a no.
. "$CHELA_SOURCE/tests/e2e/lib.sh"
cd "$home"
PATH="$CHELA_BUILD/bin:$PATH"
export PATH

# A plugin that waits until it is cancelled.
expect 0 chela new slow
cat >slow/slow.c <<'END'
#include "slow.chela.h"

#include <chela/sdk.h>
#include <poll.h>

chela_status
slow_greet(struct chela_call *call, const char *name)
{
    struct pollfd cancelled = {call->runtime->cancel_fd(call), POLLIN, 0};
    (void)name;
    (void)poll(&cancelled, 1, 100000);
    return chela_fail(call, CHELA_CANCELLED, CHELA_NO_EFFECT, "stopped");
}

CHELA_PLUGIN(slow, .open = NULL);
END
sed -i 's|"effect": "pure",|"effect": "write", "timeout_ms": 100000,|' slow/manifest.json
expect 0 cmake -S slow -B slow/build -DCHELA="$CHELA_BUILD/bin/chela"
expect 0 cmake --build slow/build
expect 0 chela keygen me
expect 0 chela pack slow/build/package --out slow.chela
expect 0 chela sign slow.chela --key me.key
expect 0 chela trust me.pub --tier sideload
expect 0 chela install slow.chela

record "three" '{"steps": [
    {"id": "a", "use": "notes.create", "with": {"text": {"const": "first note"}}},
    {"id": "b", "use": "slow.greet", "with": {"name": {"const": "crab"}}, "after": ["a"]},
    {"id": "c", "use": "notes.create", "with": {"text": {"const": "second note"}}, "after": ["b"]}]}'
"$CHELA_BUILD/bin/chela" ask three --yes --json --backend "replay:$recording" --home "$home" \
    --image "$CHELA_BUILD/image" </dev/null >three.out 2>&1 &
asked=$!
tries=0
until grep -q '"event":"started".*slow.greet' three.out; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || { kill -9 $asked; fail "slow.greet never began: $(cat three.out)"; }
    sleep 0.1
done
kill -TERM $asked
code=0
wait $asked || code=$?
[ $code = 1 ] || fail "exit $code, not 1: $(cat three.out)"
result=$(tail -n 1 three.out)
has "$result" '"status":"cancelled"'
has "$result" "Cancelled. I noted: first note. Not done: "
has "$result" "Not begun: Write the note “second note”"
[ -z "$(pgrep -f "^chela-worker $asked\$")" ] || fail "a worker is still there"
expect 0 chela task list
has "$out" "cancelled"
expect 0 chela call notes.search '{"query": "note"}'
has "$out" "first note"
has_not "$out" "second note"
expect 0 chela task undo --yes # the search was no task that changed anything
expect 0 chela call notes.search '{"query": "note"}'
has_not "$out" "first note"

# At the card.
python3 - "$CHELA_BUILD" "$home" "$recording" <<'END' || fail "Ctrl-C at the card"
import os, pty, sys
build, home, recording = sys.argv[1:]
pid, terminal = pty.fork()
if not pid:
    os.execv(f"{build}/bin/chela", ["chela", "ask", "three", "--backend", f"replay:{recording}",
                                    "--home", home, "--image", f"{build}/image"])
seen = b""
try:
    while chunk := os.read(terminal, 4096):
        seen += chunk
        if b"Do it?" in chunk:
            os.write(terminal, b"\x03")
except OSError:
    pass
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
if code != 1 or b"nothing was changed" not in seen:
    sys.exit(f"exit {code}: {seen.decode()}")
END
expect 0 chela call notes.search '{"query": "note"}'
has_not "$out" "first note"
