# audit.sh - what was done stands in the audit log without its content; a changed log is named.
. "$CHELA_SOURCE/tests/e2e/lib.sh"
data=$home/.local/share/chela

expect 0 chela call notes.create '{"text": "the canary sings at noon"}'
expect 0 chela audit verify
has "$out" "whole"
log=$(cat "$data/audit.log")
has "$log" '"kind":"grant"'
has "$log" '"use":"org.chela.notes/notes.create"'
has "$log" '"outcome":"done"'
has_not "$log" "canary"
grep -q "notes.create" "$data/state.db" || fail "the journal does not name the capability"
for file in "$data"/state.db* "$data/audit.log"; do
    if grep -q "canary" "$file"; then fail "content in $file"; fi
done

sed -i '0,/"outcome":"done"/s//"outcome":"none"/' "$data/audit.log"
expect 1 chela audit verify
has "$said" "audit.log, line "
has "$said" "was changed"

expect 0 chela task undo last --yes
expect 0 chela task list
has "$out" "undone"
