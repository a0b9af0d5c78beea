# plans.sh - plans of several steps over real files and notes, by what is on disk afterwards.
. "$CHELA_SOURCE/tests/e2e/lib.sh"

printf 'a\n' >"$home/Downloads/invoice one.txt"
printf 'b\n' >"$home/Downloads/invoice two.txt"
printf 'c\n' >"$home/Downloads/letter.txt"

# A result feeds two steps; the second effect follows the first.
record "zip the invoices and note where" '{"steps": [
    {"id": "find", "use": "files.search", "with": {"query": {"const": "invoice"}}},
    {"id": "zip", "use": "files.zip", "with": {"paths": {"from": "find", "path": "/files/*/path",
        "pick": "all"}}},
    {"id": "note", "use": "notes.create", "with": {"text": {"text": "zipped: {zip:/path}"}}}],
    "answer": {"text": "Packed {find:/files/*/name}."}}'
expect 3 replay "zip the invoices and note where"
[ "$(find "$home" -name '*.zip' | wc -l)" = 0 ] || fail "a zip before consent"
expect 0 replay "zip the invoices and note where" --yes
has "$out" "Packed invoice"
zip=$(find "$home" -name '*.zip')
[ -n "$zip" ] || fail "no zip"
has "$(unzip -l "$zip")" "invoice two.txt"
has_not "$(unzip -l "$zip")" "letter.txt"
expect 0 chela call notes.search '{"query": "zipped"}'
has "$out" "$(basename "$zip")"

# The whole task is taken back, newest effect first.
expect 0 chela task undo --yes
[ -z "$(find "$home/Downloads" "$home/Documents" -name '*.zip')" ] || fail "the zip is still there"
expect 0 chela call notes.search '{"query": "zipped"}'
has_not "$out" "zipped"
[ -f "$home/Downloads/invoice one.txt" ] || fail "an invoice is gone"

# One note for each file; a limit that is too small stops before any.
block='{"id": "b", "each": {"from": "find", "path": "/files"}, "limit": %d, "steps": [
    {"id": "n", "use": "notes.create", "with": {"text": {"text": "seen {item:/name}"}}}]}'
find='{"id": "find", "use": "files.search", "with": {"query": {"const": "invoice"}}}'
record "note both" "{\"steps\": [$find, $(printf "$block" 5)]}"
record "note one" "{\"steps\": [$find, $(printf "$block" 1)]}"
expect 1 replay "note one" --yes
expect 0 chela call notes.search '{"query": "seen"}'
has_not "$out" "seen"
expect 0 replay "note both" --yes
has "$out" "2 of 2"
expect 0 chela call notes.search '{"query": "seen"}'
has "$out" "seen invoice one.txt"
has "$out" "seen invoice two.txt"

# Several where one is wanted: a question, and nothing happens.
record "trash the invoice" '{"steps": [
    {"id": "find", "use": "files.search", "with": {"query": {"const": "invoice"}}},
    {"id": "t", "use": "files.trash", "with": {"paths": {"list": [{"from": "find",
        "path": "/files/*/path", "pick": "one"}]}}}]}'
expect 4 replay "trash the invoice" --yes
has "$out" "invoice one.txt"
[ -f "$home/Downloads/invoice one.txt" ] || fail "trashed without an answer"

# Nothing where one is wanted: said, and nothing happens.
record "trash the unicorn" '{"steps": [
    {"id": "find", "use": "files.search", "with": {"query": {"const": "unicorn"}}},
    {"id": "t", "use": "files.trash", "with": {"paths": {"list": [{"from": "find",
        "path": "/files/*/path", "pick": "one"}]}}}]}'
expect 1 replay "trash the unicorn" --yes
has "$out" "nothing was found"
