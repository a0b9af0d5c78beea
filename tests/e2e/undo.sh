# undo.sh - one inverse that fails keeps no other from being undone, and is named.
. "$CHELA_SOURCE/tests/e2e/lib.sh"

record "two" '{"steps": [
    {"id": "a", "use": "notes.create", "with": {"text": {"const": "older note"}}},
    {"id": "b", "use": "files.write_text", "with": {"name": {"const": "x.txt"},
        "text": {"const": "newer file"}}, "after": ["a"]}]}'
expect 0 replay "two" --yes
task=$(chela task list | head -n 1 | cut -d' ' -f1)
rm "$home/Documents/x.txt" # so that it cannot be put into the trash
expect 1 chela task undo "$task" --yes
has "$out" "Undone: "
has "$out" "Not undone: "
expect 0 chela call notes.search '{"query": "older"}'
has_not "$out" "older note"
