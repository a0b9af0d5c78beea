# due.sh - a reminder fires once, when its time has come.
. "$CHELA_SOURCE/tests/e2e/lib.sh"

expect 0 chela call reminders.create '{"text": "send the budget", "at": "2026-11-23T09:00:00+01:00"}' \
    --now 2026-11-22T17:00:00+01:00
expect 0 chela task run-due --now 2026-11-23T08:59:00+01:00
[ -z "$out" ] || fail "too early: $out"
expect 0 chela task run-due --now 2026-11-23T09:00:01+01:00
has "$out" "send the budget"
expect 0 chela task run-due --now 2026-11-23T09:05:00+01:00
[ -z "$out" ] || fail "twice: $out"
