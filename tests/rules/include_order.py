#!/usr/bin/env python3
"""Refuses an #include against the order of the folders (docs: what may use what).

usage: include_order.py SOURCE_ROOT
"""
import pathlib
import re
import sys

# From the top to the bottom; each may use what stands below it. Folders of one row know nothing of
# each other.
ROWS = [["cli"], ["mcp"], ["plan"], ["backend"], ["call"], ["sandbox"], ["plugin", "policy"],
        ["catalog"], ["package"], ["trust"], ["state"], ["schema"], ["base"]]
RANK = {folder: rank for rank, row in enumerate(ROWS) for folder in row}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SOURCES = {".c", ".h", ".cc", ".cpp", ".hpp"}


def includes(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found.group(1) == "<", found.group(2)


def core_fault(path, folder, is_system, name):
    """What is wrong with an #include of a file in core/FOLDER; None: nothing."""
    target = name.split("/")[0] if "/" in name else ""
    if is_system:
        return f"write \"{name}\" for a header of ours" if target in RANK else None
    if target not in RANK:
        return f"\"{name}\" is no \"folder/header.h\" of core"
    if target == folder or RANK[target] > RANK[folder]:
        return None
    return f"{folder} may not use {target}, which stands above or beside it"


def outside_fault(path, is_system, name, installed):
    """The same outside of core: only installed headers and files of one's own."""
    target = name.split("/")[0] if "/" in name else ""
    if target == "chela":
        return None if name in installed else f"<{name}> is not an installed header"
    if target in RANK or name.startswith("..") or "core/" in name:
        return f"{name} is private to core"
    return None


def headers(root, folder):
    return {f"chela/{path.name}" for path in (root / folder / "include" / "chela").glob("*.h")}


def main(root):
    sdk, host = headers(root, "sdk"), headers(root, "core")
    faults, count = [], 0
    for top, installed in (("core", None), ("sdk", sdk), ("plugins", sdk),
                           ("examples", sdk | host)):
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in SOURCES:
                continue
            count += 1
            parts = path.relative_to(root / top).parts
            for number, is_system, name in includes(path):
                if top == "core" and parts[0] != "include":
                    fault = core_fault(path, parts[0], is_system, name)
                elif top == "core":
                    fault = outside_fault(path, is_system, name, sdk | host)
                else:
                    fault = outside_fault(path, is_system, name, installed)
                if fault:
                    faults.append(f"{path.relative_to(root)}:{number}: {fault}")
    print("\n".join(faults) or f"{count} files keep the order")
    return 1 if faults or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
