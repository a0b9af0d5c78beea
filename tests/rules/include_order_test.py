#!/usr/bin/env python3
"""What include_order.py must refuse, and what it must let through."""
import contextlib
import io
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True  # the source tree stays as it is
import include_order

REFUSED = {
    "core/schema/a.c": '#include "plan/plan.h"',
    "core/base/a.c": '#  include "schema/schema.h"',
    "core/plugin/a.c": '#include "policy/policy.h"',
    "core/state/a.c": '#include <base/json.h>',
    "core/cli/a.c": '#include "options.h"',
    "core/include/chela/a.h": '#include "base/error.h"',
    "plugins/notes/a.c": '#include "base/json.h"',
    "plugins/notes/b.c": '#include <chela/host.h>',
    "plugins/notes/c.c": '#include "../files/files.h"',
    "examples/agent/a.c": '#include "call/call.h"',
    "sdk/lib/a.c": '#include <chela/host.h>',
}
ALLOWED = {
    "core/plan/a.c": '#include "base/json.h"\n#include "plan/private.h"\n#include <chela/host.h>',
    "plugins/notes/a.c": '#include "notes.chela.h"\n#include <chela/sdk.h>\n#include <stdio.h>',
    "examples/agent/a.c": '#include <chela/host.h>',
}


def faults(path, text):
    """Exit code of the check over a tree with this one file."""
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        for header in ("sdk/include/chela/sdk.h", "core/include/chela/host.h", path):
            (root / header).parent.mkdir(parents=True, exist_ok=True)
            (root / header).write_text("", encoding="utf-8")
        (root / path).write_text(text + "\n", encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()):
            return include_order.main(root)


wrong = [path for path, text in REFUSED.items() if faults(path, text) == 0]
wrong += [path for path, text in ALLOWED.items() if faults(path, text) != 0]
print("wrong verdict: " + ", ".join(wrong) if wrong else f"{len(REFUSED) + len(ALLOWED)} verdicts")
sys.exit(1 if wrong else 0)
