#!/usr/bin/env python3
"""Print docs/evaluation.md from the scores and the predictions.

usage: report.py EVAL PREDICTIONS.jsonl SCORES.json
"""
import collections, importlib.util, json, os, re, sys

PUBLISHED = {  # exact match in percent: FunctionGemma-270M / Needle 2 45M / LFM2.5-230M
    'bfcl/simple_python': '61.6 / 61.2 / 85.5', 'bfcl/multiple': '63.5 / 57.0 / 78.5',
    'bfcl/parallel': '39.0 / 30.0 / 64.0', 'bfcl/parallel_multiple': '29.5 / 22.5 / 51.5',
    'bfcl/live_simple': '36.2 / 36.8 / 45.0', 'bfcl/live_multiple': '25.7 / 27.9 / 47.8',
    'bfcl/irrelevance': '73.7 (all)', 'seal_tools/dev 1 call': '47.0 / 63.0 / -',
    'seal_tools/dev 2-3 calls': '4.5 / 21.8 / -', 'seal_tools/dev 4+ calls': '2.1 / 14.6 / -',
}

def errors(eval_dir, predictions):
    """suite -> kinds of errors with their numbers."""
    spec = importlib.util.spec_from_file_location('score', os.path.join(eval_dir, 'score.py'))
    score = importlib.util.module_from_spec(spec); spec.loader.exec_module(score)
    folder = os.path.join(eval_dir, 'catalogs')
    catalogs = {f[:-5]: json.load(open(os.path.join(folder, f), encoding='utf8')) for f in os.listdir(folder)}
    found = {p['id']: p for p in score.rows(predictions)}
    kinds = collections.defaultdict(collections.Counter)
    cases = os.path.join(eval_dir, 'cases')
    for name in sorted(os.listdir(cases)):
        for case in score.rows(os.path.join(cases, name)):
            fault = score.judge(case, found.get(case['id']), catalogs)
            if fault:
                kinds[case['suite'].split('/')[0]][re.sub(r':.*|^(\d+) calls, (\d+) expected', lambda m: '' if m.group()[0] == ':' else 'too few calls' if int(m[1]) < int(m[2]) else 'too many calls', fault)] += 1
    return kinds

def main(eval_dir, predictions, scores):
    report = json.load(open(scores, encoding='utf8'))
    unseen = json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'unseen.json'), encoding='utf8'))
    lines = ['# Evaluation', '',
             'Made by `./dev eval` from the development half of the third-party cases; see `tests/eval/run.sh`. No',
             'model and no network: the embedded backend alone. `names` is the share of requests with the right',
             'capabilities, `ms` the median time for one request. Beside our figures stand the published ones of',
             'FunctionGemma-270M / Needle 2 45M / LFM2.5-230M, models that take hundreds of milliseconds. `unseen`',
             'is the share that is right when the table of weights is learned without the fifth of the cases that',
             'is predicted (`tests/eval/learn.sh`): what to expect of other requests.', '',
             '| suite | cases | exact % | unseen % | names % | recall@1 | recall@5 | ms | published |', '|---|---|---|---|---|---|---|---|---|']
    for suite, r in report.items():
        lines.append(f"| {suite} | {r['n']} | {r['exact']} | {unseen['suites'].get(suite, '')} | {r.get('names', '')} | {r.get('recall@1', '')} | {r.get('recall@5', '')} | {r.get('ms', '')} | {PUBLISHED.get(suite, '')} |")
    lines += ['', '## Arguments', '', 'Of each kind of parameter: how often what it should be given is among what is considered, and how often',
              'it then comes first, on requests that the table was not learned from.', '',
              '| kind | arguments | considered % | first % |', '|---|---|---|---|']
    lines += [f"| {kind} | {r['count']} | {r['offered']} | {r['first']} |" for kind, r in unseen['arguments'].items()]
    calls = json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'unseen_calls.json'), encoding='utf8'))
    lines += ['', '## Calls', '', 'How often the right calls, whatever their arguments, are among the divisions of a request that are',
              'considered, and how often they then come first, with a table that was learned without the fifth of the',
              'cases that is predicted (`tests/eval/learn_calls.c` prints these figures).', '',
              '| suite | requests | considered % | first % |', '|---|---|---|---|']
    lines += [f"| {suite} | {r['count']} | {r['considered']} | {r['unseen']} |" for suite, r in calls.items()]
    lines += ['', '## What goes wrong', '', 'The commonest faults of each group, with their numbers.', '']
    for group, kinds in errors(eval_dir, predictions).items():
        lines.append(f"- **{group}**: " + ', '.join(f'{k.strip() or "other"} {n}' for k, n in kinds.most_common(6)))
    print('\n'.join(lines))

if __name__ == '__main__':
    main(*sys.argv[1:4])
