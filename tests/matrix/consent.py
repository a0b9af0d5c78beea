#!/usr/bin/env python3
"""consent.py PROGRAM [planted]: tier, policy, capability, presence, grant and contract against the
rules of docs/using.md ("A yes that holds longer") and docs/plans.md (the contract), written down
again here."""
import itertools
import sys

from compare import compare

TIERS = ["platform", "vendor", "reviewed", "sideload"]
POLICIES = [None, {"policy": 1, "consent": ["lamp.send"]}, {"policy": 1, "deny": ["org.example.*"]}]
EFFECTS = ["pure", "read", "write", "irreversible"]
ONCE, TASK, UNTIL, ALWAYS = range(4)
SCOPES = [None, TASK, UNTIL, ALWAYS]
SITUATIONS = [[], ["locked"], ["guest"], ["driving"]]
RESULTS = {"who": {"phones": ["+331", "+332"]}}

# name, what the contract agreed to, the call's input, how often it ran before.
CASES = {
    "same": ({"/to": {"is": "+331"}, "/text": {"is": "a", "said": True}}, {"to": "+331", "text": "a"}, 0),
    "new words": ({"/to": {"is": "+331"}, "/text": {"is": "b", "said": True}},
                  {"to": "+331", "text": "b"}, 0),
    "other words": ({"/to": {"is": "+331"}, "/text": {"is": "b"}}, {"to": "+331", "text": "b"}, 0),
    "words of a step": ({"/to": {"is": "+331"}, "/text": {"made_from": ["who"]}},
                        {"to": "+331", "text": "x"}, 0),
    "other recipient": ({"/to": {"is": "+332"}, "/text": {"is": "a", "said": True}},
                        {"to": "+332", "text": "a"}, 0),
    "found recipient": ({"/to": {"from": "who", "path": "/phones/*"},
                         "/text": {"is": "a", "said": True}}, {"to": "+331", "text": "a"}, 0),
    "no recipient": ({"/text": {"is": "a", "said": True}}, {"text": "a"}, 0),
    "more": ({"/to": {"is": "+331"}, "/text": {"is": "a", "said": True}, "/all": {"is": True}},
             {"to": "+331", "text": "a", "all": True}, 0),
    "twice": ({"/to": {"is": "+331"}, "/text": {"is": "a", "said": True}},
              {"to": "+331", "text": "a"}, 1),
    "changed on the way": ({"/to": {"is": "+331"}, "/text": {"is": "a", "said": True}},
                           {"to": "+333", "text": "a"}, 0),
    "added on the way": ({"/to": {"is": "+331"}, "/text": {"is": "a", "said": True}},
                         {"to": "+331", "text": "a", "copy": "+333"}, 0),
    "not among the found": ({"/to": {"from": "who", "path": "/phones/*"},
                             "/text": {"is": "a", "said": True}}, {"to": "+333", "text": "a"}, 0),
}
OUTSIDE = {"twice", "changed on the way", "added on the way", "not among the found"}
# What a grant for {"to": "+331", "text": any} does not reach, whatever is sent.
BEYOND = {"other recipient", "found recipient", "no recipient", "more", "not among the found"}


def model(tier, policy, effect, reaches, flags, scope, now, case):
    low = tier in ("reviewed", "sideload")
    forced = bool(policy and "consent" in policy)
    harmless = not reaches and effect == "pure"  # its output is personal
    if policy and "deny" in policy:
        return "deny"
    if ("locked" in now or "guest" in now) and not harmless:
        return "deny"
    if case in OUTSIDE:
        return "deny"
    asks = forced or reaches or flags or effect in ("write", "irreversible") or (
        low and effect == "read")
    if not asks:
        return "run"
    grave = effect == "irreversible" or flags or (low and (reaches or effect == "write"))
    widest = TASK if forced else UNTIL if grave else ALWAYS
    if scope is None or scope > widest or case in BEYOND:
        return "ask"
    if reaches and case in ("other words", "words of a step"):
        return "ask"
    return "run"


def row(tier, policy, effect, reaches, flags, scope, now, case):
    bind, given, spent = CASES[case]
    entry = {"summary": {"en": "Send it."}, "input": {"type": "object"},
             "output": {"type": "object"}, "effect": effect, "label": "personal",
             "reaches": ["/to"] if reaches else [], "authority": {"/to": "recipient"},
             "flags": flags}
    grant = None if scope is None else {
        "scope": scope, "max": 1, "bind": {"/to": {"is": "+331"}, "/text": {"is": "a"}}}
    return {"tier": tier, "policy": policy, "presence": now, "grant": grant, "input": given,
            "spent": spent, "results": RESULTS, "agreed": {"bind": bind, "max": 1},
            "manifest": {
                "chela": 1, "id": "org.example.lamp", "version": "1.0.0", "license": "MIT",
                "name": {"en": "Lamp"}, "summary": {"en": "A lamp."},
                "capabilities": {"lamp.send": entry}}}


def main():
    rows, wanted = [], {}
    for one in itertools.product(TIERS, POLICIES, EFFECTS, [False, True], [[], ["costs"]], SCOPES,
                                 SITUATIONS, CASES):
        rows.append(row(*one))
        wanted[id(rows[-1])] = model(*one)
    compare(sys.argv[1], rows, lambda of, word: word == wanted[id(of)], len(sys.argv) > 2)


main()
