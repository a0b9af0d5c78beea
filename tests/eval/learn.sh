#!/bin/bash
# learn.sh - learns core/backend/embedded/weights.c anew and writes how requests fare that were not
# learned from (tests/eval/unseen.json, which docs/evaluation.md shows).
#
# usage: tests/eval/learn.sh    by hand, after the features have changed; takes some minutes
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
eval=$top/../shared/eval
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ninja -C "$top/build" chela-learn >/dev/null
mapfile -t cases < <(ls "$eval"/cases/*.jsonl | grep -vE '/(values|nestful)__|preference|live_parallel\.jsonl|bfcl__parallel\.jsonl')
"$top/build/bin/chela-learn" "$eval/catalogs" "$work/predictions.jsonl" "${cases[@]}" \
    >"$work/weights.c" 2> >(tee "$work/counts.txt" >&2)
mkdir "$work/cases"
cp "${cases[@]}" "$work/cases"
ln -s "$eval/catalogs" "$work/catalogs"
python3 "$eval/score.py" "$work/cases" "$work/predictions.jsonl" --json >"$work/scores.json"
python3 - "$work/scores.json" "$work/counts.txt" >"$top/tests/eval/unseen.json" <<'END'
import json, re, sys
scores = json.load(open(sys.argv[1], encoding='utf8'))
text = open(sys.argv[2], encoding='utf8').read()
without = {k: int(n) for k, n in re.findall(r'(\w+) (\d+)', re.search(r'without a right offer:(.*)', text)[1])}
unseen = {k: (float(p), int(n)) for k, p, n in re.findall(r'(\w+) ([\d.]+) % of (\d+)', re.search(r'unseen:(.*)', text)[1])}
json.dump({'suites': {k: r['exact'] for k, r in scores.items()},
           'arguments': {k: {'count': n + without[k], 'offered': round(100 * n / (n + without[k]), 1), 'first': p}
                         for k, (p, n) in unseen.items()}}, sys.stdout, indent=1)
print()
END
cp "$work/weights.c" "$top/core/backend/embedded/weights.c"
