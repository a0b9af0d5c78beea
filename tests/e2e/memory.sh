# memory.sh - what is stated and what agreed plans showed fills the next request: shown on the card,
# doubted by a no, gone with all that came from it. Planner: embedded; which-one: replay.
. "$CHELA_SOURCE/tests/e2e/lib.sh"

# converse REPLIES REQUEST [OPTION ...]: at a terminal; each question gets the next reply.
converse() {
    out=$(python3 - "$CHELA_BUILD" "$home" "$@" <<'END'
import os, pty, sys
build, home, replies, *arguments = sys.argv[1:]
replies = replies.split("|")
pid, terminal = pty.fork()
if not pid:
    os.execv(f"{build}/bin/chela", ["chela", "ask", *arguments, "--home", home,
                                    "--image", f"{build}/image"])
seen, new = b"", b""
try:
    while chunk := os.read(terminal, 4096):
        seen += chunk
        new += chunk
        if new.endswith(b"> ") or b"Do it?" in new:
            new = b""
            os.write(terminal, replies.pop(0).encode() + b"\n" if replies else b"\x04")
except OSError:
    pass
os.waitpid(pid, 0)
print(seen.decode().replace("\r", ""))
END
    )
}

# Stated.
expect 2 chela memory add
expect 4 chela ask "start a timer for the eggs"
expect 0 chela ask "remember that the timer for eggs is 7 minutes"
has "$out" "remember"
expect 0 chela ask "start a timer for the eggs" --dry-run --json
has "$out" '"origin":"memory"'
has "$out" '"remembered":[{'
has "$out" '"PT7M"'
expect 4 chela ask "start a timer for the eggs" --no-memory
expect 4 chela ask "start a timer for the rice" # about something else

# Shown: a question is asked once, in these words and in others.
converse "20 minutes|y" "start a timer for the rice"
has "$out" "please tell me"
expect 0 chela ask "start a timer for the rice" --yes
expect 0 chela ask "start the rice timer" --dry-run --json
has "$out" '"PT20M"'
expect 0 chela memory
has "$out" "request"
has "$out" "start a timer for the rice"

# A no is a doubt: the next time it is asked again.
converse "n" "start a timer for the rice"
has "$out" "Not agreed to"
expect 4 chela ask "start a timer for the rice"

# Which one: answered once, then remembered with the request that showed it.
for text in "list one" "list two"; do
    expect 0 chela call notes.create '{"text": "'"$text"'"}'
done
record "drop the list" '{"steps": [{"id": "f", "use": "notes.search", "with": {"query": {"const": "list"}}},
    {"id": "d", "use": "notes.delete", "with": {"id": {"from": "f", "path": "/notes/*/id", "pick": "one"}}}]}'
converse "the first one|y" "drop the list" --backend "replay:$recording"
has "$out" "Which one?"
expect 0 chela memory --json
has "$out" '"kind":"choice"'
expect 0 chela memory export
has "$out" '"turns":["drop the list"]'

# Forgotten with what was derived from it.
expect 1 chela memory forget "the moon"
has "$said" "nothing is remembered"
expect 0 chela memory forget "the list"
has "$out" "2 memories forgotten"
expect 0 chela ask "Forget what you know about the eggs."
has "$out" "Forgotten"
expect 4 chela ask "start a timer for the eggs"
expect 0 chela memory
[ -z "$out" ] || fail "left: $out"
expect 0 chela audit verify
