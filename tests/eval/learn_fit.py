#!/usr/bin/env python3
"""Learn the weights of core/backend/embedded/fit.c.

usage: learn_fit.py CHELA CATALOGS CASES.jsonl ...

Runs `chela eval --explain` over single requests (one right call, or none) and fits a logistic
regression: the right capability for the whole request against all others that were tried. Every
fifth case is held out and only counted. Prints the table for fit.c.
"""
import json, math, os, subprocess, sys, tempfile

def runs(chela, catalogs, path):
    cases = [json.loads(l) for l in open(path, encoding='utf8')]
    with tempfile.NamedTemporaryFile('w', suffix='.jsonl', encoding='utf8') as f:
        for c in cases:
            f.write(json.dumps({k: v for k, v in c.items() if k not in ('gold', 'suite', 'match')}, ensure_ascii=False) + '\n')
        f.flush()
        out = subprocess.run([chela, 'eval', f.name, '--explain', '--catalogs', catalogs], capture_output=True, text=True).stdout
    predictions = {p['id']: p for p in map(json.loads, out.splitlines())}
    return [(c, predictions[c['id']]) for c in cases if c['id'] in predictions]

def whole(prediction):
    """The tried capabilities of the longest stretch."""
    clauses = (prediction.get('trail') or {}).get('clauses') or []
    longest = max((len(c['text']) for c in clauses), default=0)
    best = {}
    for c in clauses:
        if len(c['text']) == longest:
            best[c['use']] = c['why']
    return best

def main(argv):
    rows = []
    for path in argv[3:]:
        for n, (case, prediction) in enumerate(runs(argv[1], argv[2], path)):
            gold = case['gold']
            calls = gold.get('calls') or (gold.get('alternatives') or [None])[0]
            if gold.get('refuse'):
                right = None
            elif 'ask' in gold and len(gold['ask']) == 1:
                right = next(iter(gold['ask']))
            elif calls and len(calls) == 1:
                right = calls[0]['name']
            else:
                continue
            for use, why in whole(prediction).items():
                rows.append((why, use == right, n % 5 == 4, 1.0))
    names = list(rows[0][0])
    weights = {k: 0.0 for k in names}; bias = 0.0
    train = [r for r in rows if not r[2]]
    squares = {k: 1e-6 for k in names}; bias_square = 1e-6
    for epoch in range(60):
        gradient = {k: 0.0 for k in names}; slope = 0.0
        for why, good, _, w in train:
            p = 1 / (1 + math.exp(-max(-30, min(30, bias + sum(weights[k] * v for k, v in why.items())))))
            e = (good - p) * w
            slope += e
            for k, v in why.items():
                gradient[k] += e * v
        for k in names:
            g = gradient[k] / len(train) - 1e-4 * weights[k]
            squares[k] = 0.9 * squares[k] + 0.1 * g * g
            weights[k] += 0.1 * g / math.sqrt(squares[k])
        g = slope / len(train); bias_square = 0.9 * bias_square + 0.1 * g * g
        bias += 0.1 * g / math.sqrt(bias_square)
    for held in (False, True):
        part = [r for r in rows if r[2] == held]
        ok = sum((bias + sum(weights[k] * v for k, v in why.items()) > 0) == good for why, good, _, _ in part)
        print(f"{'held out' if held else 'learned'}: {100 * ok / len(part):.1f} % of {len(part)}", file=sys.stderr)
    for k in names:
        print(f"    [CHELA__FIT_{k.upper()}] = {weights[k]:.2f}f,")
    print(f"bias = {bias:.2f}f")

if __name__ == '__main__':
    main(sys.argv)
