#!/bin/bash
# run.sh - scores the planner over all development suites and writes docs/evaluation.md and build/evaluation.json.
#
# usage: tests/eval/run.sh [CHELA]    (./dev eval); also checks that answers are not looked at
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
chela=${1:-$top/build/bin/chela}
eval=$top/../shared/eval
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for cases in "$eval"/cases/*.jsonl; do
    python3 "$eval/strip.py" "$cases" >"$work/stripped.jsonl"
    "$chela" eval "$work/stripped.jsonl" --catalogs "$eval/catalogs" >"$work/one.jsonl"
    "$chela" eval "$cases" --catalogs "$eval/catalogs" >"$work/two.jsonl"
    if ! cmp -s <(sed 's/"ms":[0-9.e-]*//' "$work/one.jsonl") <(sed 's/"ms":[0-9.e-]*//' "$work/two.jsonl"); then
        echo "run.sh: $(basename "$cases"): predictions differ when the answers stand beside" >&2
        exit 1
    fi
    cat "$work/one.jsonl" >>"$work/predictions.jsonl"
done
python3 "$eval/score.py" "$eval/cases" "$work/predictions.jsonl"
python3 "$eval/score.py" "$eval/cases" "$work/predictions.jsonl" --json >"$top/build/evaluation.json"
python3 "$top/tests/eval/report.py" "$eval" "$work/predictions.jsonl" "$top/build/evaluation.json" >"$top/docs/evaluation.md"
