# consent.sh - nothing changes before a yes: no terminal, a dry run, and what a yes does.
. "$CHELA_SOURCE/tests/e2e/lib.sh"

record "note it" '{"steps": [{"id": "n", "use": "notes.create",
    "with": {"text": {"said": [0, 7]}}}]}'
expect 3 replay "note it"
has "$out" "Not agreed to"
has "$said" "Write the note"
expect 0 replay "note it" --dry-run
has "$out" "Write the note"
expect 0 replay "note it" --dry-run --json
has "$out" '"card"'
has "$out" '"origin":"words"'
expect 0 chela call notes.search '{"query": "note"}'
has_not "$out" "note it"
expect 0 chela task list
has_not "$out" "done"

expect 0 replay "note it" --yes
has "$out" "note it"
expect 0 chela call notes.search '{"query": "note"}'
has "$out" "note it"

# What the check refuses never reaches a card.
record "wrong" '{"steps": [{"id": "n", "use": "notes.create", "with": {"text": {"const": 5}}}]}'
expect 1 replay "wrong" --yes
has "$out$said" "n: "
