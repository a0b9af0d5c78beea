# call.sh - explicit calls: recorded, undone, refused with a reason.
. "$CHELA_SOURCE/tests/e2e/lib.sh"

expect 0 chela call notes.create '{"text": "milk is out"}'
has "$out" '"id"'
expect 0 chela call notes.search '{"query": "milk"}'
has "$out" "milk is out"
expect 0 chela task list
has "$out" "1 can be undone"
expect 0 chela task undo --yes
has "$out" "Undone"
expect 0 chela call notes.search '{"query": "milk"}'
has_not "$out" "milk is out"
expect 0 chela task list
has "$out" "undone"
expect 1 chela task undo --yes
has "$out$said" "nothing is left to undo"

expect 1 chela call notes.create '{"txt": 1}'
has "$said" "/txt"
expect 1 chela call notes.create '{}'
has "$said" "/text: is missing"
expect 1 chela call notes.creat '{}'
has "$said" "notes.create"
