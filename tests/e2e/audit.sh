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

# What was not let in, and the trust and revocation behind it; of the files their digests alone.
cd "$home"
expect 0 chela keygen canary-key
printf 'the canary package' >canary.chela
expect 3 chela install canary.chela
expect 0 chela trust canary-key.pub --tier reviewed --name "the canary store"
expect 0 chela revoke org.chela.notes --below 0.0.1 --list canary.list --key canary-key.key
expect 0 chela revoke --list canary.list
head -c 40 canary.list >cut.list
expect 3 chela revoke --list cut.list
log=$(cat "$data/audit.log")
has "$log" '"kind":"refusal","what":"install"'
has "$log" '"reason":"truncated"'
has "$log" '"kind":"trust"'
has "$log" '"kind":"revoke","number":1'
has "$log" '"kind":"refusal","what":"list"'
has_not "$log" "canary"

# A call that the policy of another image refuses.
cp -r "$CHELA_BUILD/image" image
python3 - <<'END'
import json
policy = json.load(open("image/policy.json"))
policy["deny"] = ["notes.search"]
json.dump(policy, open("image/policy.json", "w"))
END
expect 3 "$CHELA_BUILD/bin/chela" call notes.search '{"query": "canary"}' --home "$home" --image image
log=$(cat "$data/audit.log")
has "$log" '"kind":"refusal","use":"org.chela.notes/notes.search"'
has_not "$log" "canary"

# Nothing reached out; the last checkpoint is kept elsewhere.
expect 0 chela audit egress
has "$out" "Nothing has left"
expect 0 chela audit verify --json
kept=$(printf '%s' "$out" | sed 's/.*"checkpoint": *"\([^"]*\)".*/\1/')
expect 0 chela audit verify --checkpoint "$kept"
expect 1 chela audit verify --checkpoint "${kept%?}x"
has "$said" "does not have the checkpoint"
expect 0 chela audit verify

sed -i '0,/"outcome":"done"/s//"outcome":"none"/' "$data/audit.log"
expect 1 chela audit verify
has "$said" "audit.log, line "
has "$said" "was changed"

expect 0 chela task undo last --yes
expect 0 chela task list
has "$out" "undone"
