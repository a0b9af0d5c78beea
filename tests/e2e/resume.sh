# resume.sh - tasks that are killed in the middle and go on: 25 and 200 steps, what only the user can
# say, who may take a task over, what was changed in between, undo in a larger plan, the proof.
. "$CHELA_SOURCE/tests/e2e/lib.sh"
cd "$home"
outside=$home/outside
mkdir "$outside"
ledger=$outside/ledger

expect 0 chela keygen me
expect 0 chela trust me.pub --tier sideload
expect 0 chela pack "$CHELA_BUILD/tests/plugins/ledger" --out ledger.chela
expect 0 chela sign ledger.chela --key me.key
expect 0 chela install ledger.chela
expect 0 chela config org.example.ledger folder "$outside"

# chain N CAPABILITY: a plan of so many steps, one after the other.
chain() {
    python3 -c 'import json, sys
n, use = int(sys.argv[1]), sys.argv[2]
steps = []
for i in range(n):
    step = {"id": f"s{i}", "use": use, "with": {"n": {"const": i}}}
    if i:
        step["with"]["after"] = {"from": f"s{i-1}", "path": "/id"}
    steps.append(step)
print(json.dumps({"steps": steps, "answer": {"text": "All is done."}}))' "$1" "$2"
}
# killed_at N REQUEST: the request, killed before its Nth message to a worker.
killed_at() {
    code=0
    LD_PRELOAD=$CHELA_BUILD/tests/chela-inject.so CHELA_FAULT="m:$1:kill" replay "$2" --yes \
        >"$home/.out" 2>&1 || code=$?
    [ "$code" = 137 ] || fail "$2: exit $code, not killed: $(cat "$home/.out")"
}
lines() { if [ -e "$ledger" ]; then wc -l <"$ledger"; else echo 0; fi; }

# 25 and 200 steps, each killed and gone on with; once is once.
for count in 25 200; do
    rm -f "$ledger"
    record "go $count" "$(chain "$count" ledger.keyed)"
    killed_at 12 "go $count"
    [ "$(lines)" -lt "$count" ] || fail "it was over already"
    expect 0 chela task list
    has "$out" "interrupted"
    expect 0 chela task resume
    has "$out" "All is done."
    [ "$(lines)" = "$count" ] || fail "$(lines) effects of $count"
    expect 1 chela task resume
    has "$said" "no task was interrupted"
done

# The proof: every outcome is in the signed log, the log agrees with the journal.
expect 0 chela task show last --proof
has "$out" '"step":199,'
count=$(printf '%s\n' "$out" | grep -c '"outcome":"done"')
has "$out" "$count records, $count of them signed; the log is whole"
expect 0 chela audit verify
has "$out" "225 outcomes of the journal are in it."

# What only the user can say: asked, told, and never called done before.
record "blind" "$(chain 2 ledger.blind)"
unknown() {
    rm -f "$ledger"
    killed_at 3 "blind"
    expect 4 chela task resume
    has "$out" "It is not known whether this happened"
    has "$out" "Try again"
    has "$said" "--happened"
    expect 0 chela task show
    has "$out" "write, unknown"
}
unknown
expect 2 chela task resume --happened --again
expect 1 chela task resume --happened # the next step needs what came of it
has "$out" "As you said, done"
has_not "$out" "All is done."
[ "$(lines)" = 0 ] || fail "it was done without being asked to"
unknown
expect 0 chela task resume --again
has "$out" "All is done."
[ "$(lines)" = 2 ] || fail "$(lines) effects of 2"
unknown
expect 1 chela task resume --abandon
has "$out" "Whether it happened all the same is not known"
[ "$(lines)" = 0 ] || fail "abandoned, and done"

# A verify decides by itself.
rm -f "$ledger"
record "once" "$(chain 3 ledger.once)"
killed_at 3 "once"
expect 0 chela task resume
[ "$(lines)" = 3 ] || fail "$(lines) effects of 3"

# Cancelled instead; what was done can be undone.
rm -f "$ledger"
killed_at 12 "go 25"
expect 0 chela task cancel last
expect 1 chela task resume
expect 0 chela task show
has "$out" "cancelled"
expect 0 chela task undo last --yes
has "$out" "Undone: "

# Undo of a step inside a larger plan, and of an earlier task in another plan.
rm -f "$ledger"
record "and back" '{"steps": [{"id": "a", "use": "notes.create", "with": {"text": {"const": "first note"}}},
    {"id": "u", "undo": "a"}, {"id": "b", "use": "notes.create", "with": {"text": {"const": "second note"}}, "after": ["u"]}]}'
expect 0 replay "and back" --yes
expect 0 chela call notes.search '{"query": "note"}'
has_not "$out" "first note"
has "$out" "second note"
record "instead" '{"steps": [{"id": "u", "undo": "last"},
    {"id": "c", "use": "notes.create", "with": {"text": {"const": "third note"}}, "after": ["u"]}]}'
expect 0 replay "instead" --yes
expect 0 chela call notes.search '{"query": "note"}'
has_not "$out" "second note"
has "$out" "third note"

# What cannot be undone is said before.
record "mixed" '{"steps": [{"id": "a", "use": "ledger.keyed", "with": {"n": {"const": 1}}},
    {"id": "b", "use": "ledger.set", "with": {"n": {"const": 2}}, "after": ["a"]}]}'
expect 0 replay "mixed" --yes
expect 3 chela task undo last
has "$said" "Cannot be undone: "
expect 0 chela task undo last --yes
has "$out" "Cannot be undone: "

# A plugin that was changed in between is not what was agreed to.
killed_at 12 "go 25"
rm -rf newer
cp -r "$CHELA_BUILD/tests/plugins/ledger" newer
sed -i 's/"version": "1.0.0"/"version": "1.1.0"/' newer/manifest.json
tests=$CHELA_SOURCE/tests
"${CC:-cc}" -std=gnu11 -fPIC -fvisibility=hidden -shared -I"$CHELA_SOURCE/sdk/include" \
    -I"$tests/fixtures" -DMANIFEST_FILE="\"$home/newer/manifest.json\"" \
    -DTOOLS="\"$tests/faults/tools.h\"" '-DLEDGER_VERSION="1.1.0"' "$tests/faults/ledger.c" \
    -ljansson -Wl,--as-needed,-z,noexecstack,-z,relro,-z,now -o newer/plugin.so
expect 0 chela pack newer --out newer.chela
expect 0 chela sign newer.chela --key me.key
expect 0 chela install newer.chela
expect 1 chela task resume
has "$said" "was version 1.0.0 when this was agreed to"
expect 0 chela task cancel last
