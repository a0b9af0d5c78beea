# requests.sh - what a user types, planned by the embedded backend from the sentence alone: every
# line of requests.jsonl in a fresh sample home, judged by what is on disk and by what is not.
. "$CHELA_SOURCE/tests/e2e/lib.sh"

mkdir "$home/base"
"$CHELA_SOURCE/examples/home/make" "$CHELA_BUILD/bin/chela" "$home/base" 2026-11-22
expect 0 "$CHELA_BUILD/bin/chela" --home "$home/base" call notes.create \
    '{"text": "the plumber comes on Thursday between 8 and 10"}'
python3 "$CHELA_SOURCE/tests/e2e/requests.py" "$CHELA_BUILD/bin/chela" "$home" "$@"
