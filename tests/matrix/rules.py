#!/usr/bin/env python3
"""rules.py PROGRAM [planted]: combinations of tier, policy, capability and presence against the
rules of docs/oem.md, section 9, written down again here."""
import itertools
import sys

from compare import compare

TIERS = ["platform", "vendor", "reviewed", "sideload"]
LABELS = ["public", "device", "personal", "sensitive"]
RESERVED = ["sms", "phone", "vault", "home", "car", "pay", "system"]
POLICIES = [
    None,
    {"policy": 1},
    {"policy": 1, "deny": ["lamp.*"]},
    {"policy": 1, "deny": ["org.example.lamp/sms.send"], "consent": ["*"]},
    {"policy": 1, "deny": ["org.example.lamp"]},
    {"policy": 1, "deny": ["lamp", "lamp.o", "org.example"], "consent": ["lamp.on"]},
    {"policy": 1, "consent": ["sms.*"], "reserved": ["lamp"]},
    {"policy": 1, "reserved": []},
]
SITUATIONS = [[], ["locked"], ["driving"], ["guest"], ["locked", "guest", "driving"]]
PRESENCE = [{}, {"locked": True, "guest": True}, {"locked": False, "guest": False},
            {"driving": False}]


def named(patterns, name):
    """A pattern is an id, a short or a full name, or one of these cut short with a star."""
    for pattern in patterns:
        for of in (name, "org.example.lamp", "org.example.lamp/" + name):
            if pattern == of or (pattern.endswith("*") and of.startswith(pattern[:-1])):
                return True
    return False


def model(tier, policy, name, effect, label, reaches, flags, manifest, now):
    policy = policy or {}
    low = tier in ("reviewed", "sideload")
    if named(policy.get("deny", []), name):
        return "deny"
    if low and name.split(".")[0] in policy.get("reserved", RESERVED):
        return "deny"
    harmless = not reaches and (effect == "pure" or (
        effect == "read" and label in ("public", "device")))
    for situation in now:
        may = True if situation == "driving" else harmless
        if manifest.get(situation) is True and not low:
            may = True
        if manifest.get(situation) is False:
            may = False
        if not may:
            return "deny"
    if named(policy.get("consent", []), name) or effect in ("write", "irreversible") or reaches:
        return "ask"
    if flags:
        return "ask"
    if low and effect == "read" and label not in ("public", "device"):
        return "ask"
    return "allow"


def row(tier, policy, name, effect, label, reaches, flags, manifest, now):
    entry = {"summary": {"en": "Do it."}, "input": {"type": "object"}, "output": {"type": "object"},
             "effect": effect, "label": label, "reaches": reaches, "flags": flags,
             "presence": manifest}
    return {"tier": tier, "policy": policy, "presence": now, "manifest": {
        "chela": 1, "id": "org.example.lamp", "version": "1.0.0", "license": "MIT",
        "name": {"en": "Lamp"}, "summary": {"en": "A lamp."}, "capabilities": {name: entry}}}


def main():
    combinations = itertools.product(
        TIERS, POLICIES, ["lamp.on", "sms.send"], ["pure", "read", "write", "irreversible"], LABELS,
        [[], ["net:example.org:443"]], [[], ["costs"], ["physical"]], PRESENCE, SITUATIONS)
    rows, wanted = [], {}
    for one in itertools.islice(combinations, 0, None, 7):  # 7 divides no length: all pairs occur
        rows.append(row(*one))
        wanted[id(rows[-1])] = model(*one)
    compare(sys.argv[1], rows, lambda of, word: word == wanted[id(of)], len(sys.argv) > 2)


main()
