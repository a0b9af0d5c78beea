#!/usr/bin/env python3
"""Learn the weights of core/backend/embedded/fit.c.

usage: learn_fit.py CHELA CATALOGS CASES.jsonl ...

Runs `chela eval --explain` over single requests (one right call, or none) and fits a softmax over
what is tried for the whole request and over refusing, which scores 0: the right one should score
best. Requests that none fits count REFUSAL times. Each fifth of the cases is predicted from the
others; prints how often the right one comes first, then the table for fit.c.
"""
import json, math, subprocess, sys, tempfile

FOLDS, EPOCHS, RATE, DECAY, REFUSAL = 5, 25, 0.1, 1e-3, 1.8
BY_HAND = {'template': 5.0, 'unsaid': -3.5, 'empty': 0.6}  # the cases bring no examples, and ask for little that needs nothing

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

def right_of(gold):
    """The capability to call, None for a refusal, False when the case does not tell."""
    calls = gold.get('calls') or (gold.get('alternatives') or [None])[0]
    if gold.get('refuse'):
        return None
    if 'ask' in gold and len(gold['ask']) == 1:
        return next(iter(gold['ask']))
    return calls[0]['name'] if calls and len(calls) == 1 else False

def rows_of(argv):
    rows = []
    for path in argv[3:]:
        for n, (case, prediction) in enumerate(runs(argv[1], argv[2], path)):
            right, tried = right_of(case['gold']), whole(prediction)
            if right is False or (right is not None and right not in tried):
                continue
            choices = [({}, right is None)] + [({**why, 'bias': 1.0}, use == right) for use, why in tried.items()]
            rows.append((choices, n % FOLDS, REFUSAL if right is None else 1.0))
    return rows

def score(weights, why):
    return sum(weights[k] * v for k, v in why.items())

def learn(rows):
    names = list(rows[0][0][1][0])
    weights = {k: BY_HAND.get(k, 0.0) for k in names}
    squares = {k: 1e-6 for k in names}
    for epoch in range(EPOCHS):
        for choices, _, weight in rows:
            scores = [score(weights, why) for why, _ in choices]
            top = max(scores)
            chances = [math.exp(s - top) for s in scores]
            all_of = sum(chances)
            for (why, good), chance in zip(choices, chances):
                gradient = weight * (good - chance / all_of)
                if abs(gradient) < 1e-4:
                    continue
                for k, v in why.items():
                    if k in BY_HAND or not v:
                        continue
                    g = gradient * v - DECAY * weights[k]
                    squares[k] += g * g
                    weights[k] += RATE * g / math.sqrt(squares[k])
    return weights

def main(argv):
    rows = rows_of(argv)
    right = {True: [0, 0], False: [0, 0]}
    for fold in range(FOLDS):
        weights = learn([r for r in rows if r[1] != fold])
        for choices, at, _ in rows:
            if at == fold:
                refusal = choices[0][1]
                right[refusal][0] += max(choices, key=lambda c: score(weights, c[0]))[1]
                right[refusal][1] += 1
    for refusal, (good, count) in right.items():
        print(f"unseen, {'nothing fits' if refusal else 'one fits'}: {100 * good / max(count, 1):.1f} % of {count}", file=sys.stderr)
    weights = learn(rows)
    for k, v in weights.items():
        print(f"bias = {v:.2f}f" if k == 'bias' else f"    [CHELA__FIT_{k.upper()}] = {v:.2f}f,")

if __name__ == '__main__':
    main(sys.argv)
