#!/usr/bin/env python3
"""trust.py PROGRAM [planted]: rotation, versions and revocation (docs/oem.md, sections 6 to 9) against
what installing really does. A row and its answer: see trust.c."""
import itertools
import sys

from compare import compare


def number(version):
    return [int(part) for part in version.split(".")]


def revoked_keys(row):
    """Positions in the line of keys."""
    last = row["rotations"]
    return {"first": {0}, "middle": {last // 2}, "last": {last}}.get(row["revoked"], set())


def revoked_version(row, version):
    return row["revoked"] == "versions" and [1, 1, 0] <= number(version) < [1, 2, 0]


def leads_back(row, to):
    """May trust in key `to` be handed on to the key that signed? Each step between them needs its
    statement and keys that are not revoked."""
    signer = row["rotations"]
    steps = {"all": range(signer), "cut": range(signer - 1), "none": []}[row["statements"]]
    return (all(step in steps for step in range(to, signer))
            and not revoked_keys(row) & set(range(to, signer + 1)))


def reasons(row):
    """Why the new package may not come in."""
    line = row["signer"] == "line"
    last, revoked = row["rotations"], revoked_keys(row)
    known = 0 if row["knows"] == "first" else last
    if line and last in revoked:
        yield "revoked"
    if line and not leads_back(row, known):
        yield "signed"
    if row["revoked"] == "package" or revoked_version(row, row["version"]):
        yield "revoked"
    if number(row["version"]) < [1, 1, 0]:
        yield "downgraded"
    # A plugin stays with its publisher, unless that key has been revoked.
    if 0 not in revoked and not (line and leads_back(row, 0)):
        yield "signed"
    if row["version"] == "1.1.0" and not row["removed"]:
        yield "org.example.minimal"  # is installed with other contents


def first_loads(row):
    trusted = row["knows"] == "first" or row["rotations"] == 0
    return (trusted and not row["removed"] and 0 not in revoked_keys(row)
            and not revoked_version(row, "1.1.0"))


def agrees(row, answer):
    word, loaded = answer.split()
    why = set(reasons(row))
    wanted = "1.1.0" if first_loads(row) else "-"
    if not why:
        return word == "ok" and loaded == row["version"]
    return word in why and loaded == wanted


def rows():
    by = itertools.cycle(["user", "policy", "list"])
    for rotations, statements, signer, knows, version, removed, revoked in itertools.product(
            range(9), ["all", "cut", "none"], ["line", "other"], ["first", "last"],
            ["1.0.9", "1.1.0", "1.2.0"], [False, True],
            ["none", "first", "middle", "last", "package", "versions"]):
        if rotations == 0 and (statements != "all" or knows == "last"):
            continue
        if signer == "other" and (statements != "all" or rotations not in (0, 3)):
            continue
        if removed and (rotations + len(revoked)) % 2:
            continue
        yield {"rotations": rotations, "statements": statements, "signer": signer, "knows": knows,
               "version": version, "removed": removed, "revoked": revoked, "by": next(by)}


compare(sys.argv[1], list(rows()), agrees, len(sys.argv) > 2)
