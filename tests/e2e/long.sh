# long.sh - tasks of 10 to 200 steps over files, notes, calendar, contacts, reminders and documents,
# and two that have to ask or to leave something out. Judged by what is on disk. Planner: replay.
. "$CHELA_SOURCE/tests/e2e/lib.sh"
mkdir -p "$home/Documents/trip" "$home/Documents/sorted"
i=1
while [ $i -le 6 ]; do
    printf 'receipt %d\n' $i >"$home/Documents/trip/receipt $i.txt"
    i=$((i + 1))
done
python3 "$CHELA_SOURCE/tests/e2e/long.py" "$home" "$recording"
now=2026-11-22T17:00:00+01:00
run() { # run NAME STEPS: carries it out, and every step of it is done
    expect 0 replay "$1" --yes --json --now $now
    printf '%s\n' "$out" | python3 -c 'import json, sys
lines = [json.loads(line) for line in sys.stdin]
result = [line["result"] for line in lines if "result" in line][0]
steps = [step for step in result["steps"] if "use" in step]
bad = [step for step in steps if step["status"] != "done"]
assert not bad, bad
assert len(steps) == int(sys.argv[1]), len(steps)
last = [line for line in lines if line.get("event") == "done"][-1]
assert last["done"] == last["total"], last
assert all(line.get("reason") is not None for line in lines if line.get("event") == "started")' "$2" ||
        fail "$1"
}
find_notes() {
    expect 0 chela call notes.search "{\"query\": \"$1\", \"limit\": 100}"
    found=$(printf '%s' "$out" | grep -c '"id"' || :)
}

run "prepare the trip" 12
[ -n "$(find "$home" -name 'trip*.zip')" ] || fail "no zip of the receipts"
find_notes "trip packed"
[ "$found" = 1 ] || fail "notes: $out"
expect 0 chela call calendar.list '{"query": "trip"}'
has "$out" "trip starts"
has "$out" "trip ends"

run "welcome the new neighbours" 10
expect 0 chela call contacts.find '{"query": "Left Neighbour"}'
has "$out" "+33612345601"
expect 0 chela call reminders.list '{"query": "cake"}'
has "$out" "bake a cake"

run "plan the week" 15
expect 0 chela call calendar.list '{"query": "focus"}'
[ "$(printf '%s' "$out" | grep -c '"title": "focus')" = 5 ] || fail "focus: $out"

run "sort the receipts" 14
[ "$(find "$home/Documents/sorted" -name 'receipt*' | wc -l)" = 6 ] || fail "not sorted"
find_notes "sorted receipt"
[ "$found" = 6 ] || fail "six notes, not $found"

run "make the codes" 25
[ "$(find "$home" -name 'code*.png' | wc -l)" = 12 ] || fail "no twelve codes: $(find "$home" -name '*.png')"
find_notes "is in"
[ "$found" = 12 ] || fail "twelve notes, not $found"

# 200 steps, one after another; all of it is taken back.
run "two hundred notes" 200
find_notes "line 199"
[ "$found" -ge 1 ] || fail "the last one is missing"
find_notes "line"
[ "$found" = 100 ] || fail "as many as a search gives, not $found"
expect 0 chela task undo --yes --now $now
find_notes "line"
[ "$found" = 0 ] || fail "$found notes are left"

# "Wake me at 6:30 on weekdays but not on the holiday in my calendar."
expect 0 chela call calendar.create '{"title": "public holiday", "start": "2026-11-25T00:00:00+01:00",
    "duration": "P1D"}' --now $now
expect 0 replay "wake me at 6:30 on weekdays but not on the holiday in my calendar" --yes --json --now $now
expect 0 chela call alarm.list
[ "$(printf '%s' "$out" | grep -c '06:30:00')" = 4 ] || fail "four alarms: $out"
has_not "$out" "2026-11-25T06:30"

# "Move it to Friday.": two events of that name, so it asks which; a person answers and agrees.
for day in 24 25; do
    expect 0 chela call calendar.create "{\"title\": \"dentist\", \"start\": \"2026-11-${day}T09:00:00+01:00\"}" --now $now
done
expect 4 replay "move the dentist to Friday" --yes --now $now
has "$out" "1. dentist"
has "$out" "2. dentist"
python3 "$CHELA_SOURCE/tests/e2e/typed.py" "2" "y" -- "$CHELA_BUILD/bin/chela" ask \
    "move the dentist to Friday" --backend "replay:$recording" --now $now --home "$home" \
    --image "$CHELA_BUILD/image" >"$home/.typed" || fail "typed: $(cat "$home/.typed")"
expect 0 chela call calendar.list '{"query": "dentist"}'
has "$out" "2026-11-27T09:00:00"
has "$out" "2026-11-24T09:00:00"
has_not "$out" "2026-11-25T09:00:00"
