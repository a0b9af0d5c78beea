# grants.sh - a yes at the terminal that holds always: what it covers, and how it ends.
. "$CHELA_SOURCE/tests/e2e/lib.sh"

for text in milk bread tea; do
    record "note $text" '{"steps": [{"id": "n", "use": "notes.create",
        "with": {"text": {"said": [5, '$((5 + ${#text}))']}}}]}'
done
record "drop milk" '{"steps": [
    {"id": "f", "use": "notes.search", "with": {"query": {"const": "milk"}}},
    {"id": "d", "use": "notes.delete", "with": {"id": {"from": "f", "path": "/notes/0/id"}}}]}'

# answer REPLY REQUEST: at a terminal; what was printed in $out.
answer() {
    out=$(python3 - "$CHELA_BUILD" "$home" "$recording" "$1" "$2" <<'END'
import os, pty, sys
build, home, recording, reply, request = sys.argv[1:]
pid, terminal = pty.fork()
if not pid:
    os.execv(f"{build}/bin/chela", ["chela", "ask", request, "--backend", f"replay:{recording}",
                                    "--home", home, "--image", f"{build}/image"])
seen = b""
try:
    while chunk := os.read(terminal, 4096):
        seen += chunk
        if b"Do it?" in chunk:
            os.write(terminal, reply.encode() + b"\n")
except OSError:
    pass
print(seen.decode().replace("\r", ""))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
    ) || fail "$2: $out"
}

expect 0 chela grants
[ -z "$out" ] || fail "grants before any: $out"
answer a "note milk"
has "$out" "Do it? [y/N/a]"
has "$out" "a = always: Write the note “any text”"
answer n "note bread" # no card any more: nothing reads the n
has_not "$out" "Do it?"
expect 0 replay "note tea"
has "$out" "tea"
expect 0 chela grants
has "$out" "always"
has "$out" "org.chela.notes/notes.create"
grant=${out%% *}
expect 0 chela grants --json
has "$out" '"holds":true'
has "$out" '"any":true'

# Another capability is not covered.
expect 3 replay "drop milk"

expect 2 chela grants revoke
expect 2 chela grants other
expect 1 chela grants revoke nothing
has "$said" "there is no grant nothing"
expect 0 chela grants revoke "$grant"
has "$out" "1 grant revoked"
expect 3 replay "note milk"
expect 0 chela audit verify
