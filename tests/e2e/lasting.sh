# lasting.sh - tasks that wait, and standing orders: they outlive the process, go on when it is
# time, once for each occurrence, and can be cancelled. Planner: replay.
. "$CHELA_SOURCE/tests/e2e/lib.sh"

notes() {
    expect 0 chela call notes.search "{\"query\": \"$1\"}"
}
state_of() {
    chela task show "$1" --json | python3 -c 'import json, sys
print(json.load(sys.stdin)["state"])'
}
task_of() {
    printf '%s\n' "$out" | python3 -c 'import json, sys
print([json.loads(line)["result"]["task"] for line in sys.stdin if "\"result\"" in line][0])'
}

# A task waits, the process is gone, and it goes on where it was.
record "note alpha, in two hours note beta" '{"steps": [
    {"id": "a", "use": "notes.create", "with": {"text": {"const": "alpha"}}},
    {"id": "w", "wait": {"for": {"const": "PT2H"}}, "after": ["a"]},
    {"id": "b", "use": "notes.create", "with": {"text": {"text": "beta at {w:/at}"}}}]}'
expect 3 replay "note alpha, in two hours note beta" --now 2026-11-22T17:00:00+01:00
expect 0 replay "note alpha, in two hours note beta" --yes --json --now 2026-11-22T17:00:00+01:00
has "$out" '"event":"waiting"'
task=$(task_of)
[ "$(state_of "$task")" = waiting ] || fail "not waiting: $(state_of "$task")"
notes alpha
has "$out" "alpha"
expect 0 chela task run-due --now 2026-11-22T18:59:00+01:00
notes beta
has_not "$out" "beta"
expect 0 chela task run-due --now 2026-11-22T19:00:01+01:00
notes beta
has "$out" "beta at 2026-11-22T19:00:00+01:00"
[ "$(state_of "$task")" = done ] || fail "not done: $(state_of "$task")"
expect 0 chela task run-due --now 2026-11-22T20:00:00+01:00
notes alpha
[ "$(printf '%s' "$out" | grep -c alpha)" = 1 ] || fail "alpha twice: $out"

# A standing order: agreed once, one task an occurrence.
record "every weekday at 8 note stretch" '{"trigger": {"every": {"said": [0, 18]}}, "steps": [
    {"id": "n", "use": "notes.create", "with": {"text": {"text": "stretch {trigger:/at}"}}}]}'
expect 3 replay "every weekday at 8 note stretch" --now 2026-11-22T17:00:00+01:00
expect 0 replay "every weekday at 8 note stretch" --yes --json --now 2026-11-22T17:00:00+01:00
has "$out" "every weekday at 08:00"
has "$out" "Next: Mon 23 Nov 08:00"
order=$(task_of)
[ "$(state_of "$order")" = standing ] || fail "not standing"
expect 0 chela task run-due --now 2026-11-23T07:59:00+01:00
notes stretch
has_not "$out" "stretch"
expect 0 chela task run-due --now 2026-11-23T08:00:30+01:00
expect 0 chela task run-due --now 2026-11-23T08:01:00+01:00
notes stretch
[ "$(printf '%s' "$out" | grep -c 'stretch 2026')" = 1 ] || fail "not once: $out"
has "$out" "stretch 2026-11-23T08:00:00+01:00"

# Off from Tuesday to Friday noon: what is late within its limit runs once, the rest is passed over.
expect 0 chela task run-due --now 2026-11-27T12:00:00+01:00
notes stretch
[ "$(printf '%s' "$out" | grep -c 'stretch 2026')" = 2 ] || fail "not coalesced: $out"
has "$out" "stretch 2026-11-27T08:00:00+01:00"
# Too late: nothing.
expect 0 chela task run-due --now 2026-11-30T21:00:00+01:00
notes stretch
[ "$(printf '%s' "$out" | grep -c 'stretch 2026')" = 2 ] || fail "too late, and yet: $out"

# It is listed, the task names it, and it ends when it is cancelled.
expect 0 chela task list
has "$out" "standing"
expect 0 chela task list --json
has "$out" "\"started_by\":\"$order\""
expect 0 chela task cancel "$order"
expect 0 chela task run-due --now 2026-12-01T08:00:30+01:00
notes stretch
[ "$(printf '%s' "$out" | grep -c 'stretch 2026')" = 2 ] || fail "cancelled, and yet: $out"
