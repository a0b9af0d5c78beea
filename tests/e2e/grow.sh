# grow.sh - plan steps: the planner goes on from results, inside what was agreed to and no further;
# the words and the contract stay as they are. Planner: replay.
. "$CHELA_SOURCE/tests/e2e/lib.sh"

printf 'a\n' >"$home/Downloads/invoice one.txt"
printf 'b\n' >"$home/Downloads/invoice two.txt"

notes() { # notes WORD N
    expect 0 chela call notes.search "{\"query\": \"$1\"}"
    found=$(printf '%s' "$out" | grep -c "\"text\": \"$1" || :)
    [ "$found" = "$2" ] || fail "$1: $found notes, not $2: $out"
}
begin='{"steps": [
    {"id": "find", "use": "files.search", "with": {"query": {"const": "invoice"}}},
    {"id": "p", "plan": {"from": ["find"], "may": [{"use": "notes.create", "most": 2}]}}]}'
note() { printf '{"id": "%s", "use": "notes.create", "with": {"text": {"text": "%s {find:/files/0/name}"}}}' "$1" "$2"; }

# Inside: what it may do is on the card before anything is known; two notes follow.
record "note the invoices as you see fit" "$begin"
record "note the invoices as you see fit" "{\"steps\": [$(note a seen), $(note b seen)]}"
expect 0 replay "note the invoices as you see fit" --dry-run
has "$out" "what comes of the results” (at most 2 times)"
expect 3 replay "note the invoices as you see fit"
expect 0 replay "note the invoices as you see fit" --yes --json
has "$out" '"step":"a"'
notes seen 2
expect 0 chela task undo --yes
notes seen 0

# Three times instead of two, another capability, a result that was not handed over, another kind.
outside() { # outside NAME STEPS MESSAGE CODE
    record "$1" "$begin"
    record "$1" "{\"steps\": $2}"
    expect "$4" replay "$1" --yes
    has "$out$said" "$3"
    notes outside 0
    [ -f "$home/Downloads/invoice one.txt" ] || fail "$1: a file is gone"
}
outside "three notes" "[$(note a outside), $(note b outside), $(note c outside)]" "2 times, not more" 3
outside "something else" '[{"id": "t", "use": "files.trash", "with": {"paths": {"from": "find",
    "path": "/files/*/path", "pick": "all"}}}]' "was not agreed to" 3
outside "to wait" "[{\"id\": \"w\", \"wait\": {\"for\": {\"const\": \"PT1H\"}}}, $(note a outside)]" "only calls" 1
outside "an unknown step" '[{"id": "a", "use": "notes.create", "with": {"text": {"text": "outside {other:/x}"}}}]' \
    "other" 1

# Whom it concerns must be fixed where a capability has such an argument; the step comes last.
record "last" '{"steps": [{"id": "p", "plan": {"may": [{"use": "notes.create"}]}},
    {"id": "n", "use": "notes.create", "with": {"text": {"const": "outside"}}}]}'
expect 1 replay "last" --yes
has "$out$said" "must be the last step"
