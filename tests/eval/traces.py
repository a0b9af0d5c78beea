"""traces.py BUILD SHARED [--sample N] [--seed S] - recorded tasks of 20 and more calls, over fixture
capabilities that are generated from the traces' own tools, each killed at a random step and resumed.

Every task must reach its end with every effect exactly once, counted in a ledger that the plugin
keeps outside. The domains become plugins: their tools are capabilities whose inputs the tools'
schemas check. Where a recorded call contradicts its tool's schema, the schema takes the call in too,
and it is counted. Names say what only reads; the others are `keyed`, `once` with a `verify` or `once`
without, drawn by name. Of the last kind nobody but the user can tell whether it happened: the
simulated user looks into the ledger and says so.
"""

import argparse
import collections
import hashlib
import json
import os
import random
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "faults"))
from world import World  # noqa: E402

READS = re.compile(r"^(get|list|fetch|find|search|check|look|view|show|identify|query|retrieve|"
                   r"calculate|count|read|compare|analy)", re.IGNORECASE)
OUTPUT = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
RESUMES = 40


def snake(name):
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")


def short_name(domain, tool):
    return f"{domain}.{snake(tool)}"[:64]


def class_of(tool):
    if READS.match(tool):
        return "look"
    drawn = hashlib.sha256(tool.encode()).digest()[0]
    return "keyed" if drawn < 128 else "once" if drawn < 224 else "blind"


def json_type(value):
    return {bool: "boolean", int: "integer", float: "number", str: "string", list: "array",
            dict: "object", type(None): "null"}[type(value)]


def fits(value, schema):
    wanted = schema.get("type")
    kinds = wanted if isinstance(wanted, list) else [wanted]
    kind = json_type(value)
    if wanted and kind not in kinds and not (kind == "integer" and "number" in kinds):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if kind == "array":
        return all(fits(each, schema.get("items", {})) for each in value)
    if kind == "object":
        return all(fits(each, schema.get("properties", {}).get(name, {}))
                   for name, each in value.items())
    return True


def clean(schema):
    """What a manifest's schema may say, of what a tool's says."""
    kept = {}
    for name in ("type", "enum"):
        if name in schema:
            kept[name] = schema[name]
    if isinstance(schema.get("items"), dict):
        kept["items"] = clean(schema["items"])
    if "properties" in schema:
        kept["properties"] = {name: clean(each) for name, each in schema["properties"].items()}
    return kept


def input_of(tool, calls, widened):
    """The tool's schema; where a call contradicts it, wider."""
    given = tool.get("parameters", {}) if tool else {}
    schema = {"type": "object", "properties": clean(given).get("properties", {})}
    required = set(given.get("required", []))
    for arguments in calls:
        contradicts = not tool or not required.issubset(arguments)
        required &= set(arguments)
        for name, value in arguments.items():
            if not fits(value, schema["properties"].setdefault(name, {})):
                schema["properties"][name] = {}
                contradicts = True
        widened["calls"] += contradicts
    if required:
        schema["required"] = sorted(required)
    return schema


def capability(domain, tool, kind, schema):
    entry = {"summary": {"en": tool}, "effect": "read" if kind == "look" else "write",
             "input": schema, "output": OUTPUT}
    if kind != "look":
        entry["idempotency"] = "keyed" if kind == "keyed" else "once"
    if kind == "once":
        entry["verify"] = {"use": short_name(domain, "ledger_find"),
                           "with": {"key": {"from": "key"}}, "done": {"/there": True}}
    return entry


def make_plugin(world, domain, tools, calls, widened):
    """One domain as a plugin: a manifest and the generic ledger around its names."""
    folder = os.path.join(world.root, "plugins", domain)
    os.makedirs(folder)
    plugin = "org.example." + domain.replace("_", "-")
    find = short_name(domain, "ledger_find")
    capabilities = {find: {
        "summary": {"en": "Find a line"}, "effect": "read",
        "input": {"type": "object", "required": ["key"], "properties": {"key": {"type": "string"}}},
        "output": {"type": "object", "required": ["there"],
                   "properties": {"there": {"type": "boolean"}, "id": {"type": "string"}}}}}
    lines = [f'    X(find, "{find}", FIND)']
    acts = {"look": "LOOK", "keyed": "KEYED", "once": "APPEND", "blind": "APPEND"}
    for tool in sorted(set(tools) | set(calls)):
        name, kind = short_name(domain, tool), class_of(tool)
        schema = input_of(tools.get(tool), calls.get(tool, []), widened)
        capabilities[name] = capability(domain, tool, kind, schema)
        lines.append(f'    X({snake(tool)}, "{name}", {acts[kind]})')
    manifest = {"chela": 1, "id": plugin, "version": "1.0.0", "name": {"en": domain},
                "summary": {"en": "Recorded tools of one domain, for tests."},
                "sandbox": ["files:$config/folder:rw"], "libraries": ["libjansson.so.4"],
                "config": {"type": "object", "properties": {
                    "folder": {"type": "string", "default": "/nonexistent"}}},
                "capabilities": capabilities}
    with open(os.path.join(folder, "manifest.json"), "w", encoding="utf-8") as out:
        json.dump(manifest, out)
    with open(os.path.join(folder, "tools.h"), "w", encoding="utf-8") as out:
        out.write(f'#define LEDGER_ID "{plugin}"\n#define LEDGER_TOOLS(X) \\\n')
        out.write(" \\\n".join(lines) + "\n")
    compile_plugin(folder)
    world.install(folder)


def compile_plugin(folder):
    source = os.path.join(HERE, "..", "..")
    subprocess.run(
        [os.environ.get("CC", "cc"), "-std=gnu11", "-O1", "-fPIC", "-fvisibility=hidden", "-shared",
         f"-I{source}/sdk/include", f"-I{source}/tests/fixtures",
         f'-DMANIFEST_FILE="{folder}/manifest.json"', f'-DTOOLS="{folder}/tools.h"',
         f"{source}/tests/faults/ledger.c", "-ljansson", "-Wl,--as-needed,-z,noexecstack,-z,relro,-z,now",
         "-o", os.path.join(folder, "plugin.so")], check=True)


def plan_of(task):
    steps = []
    for n, action in enumerate(task["actions"]):
        step = {"id": f"s{n}",
                "use": "org.example." + task["domain"].replace("_", "-") + "/" +
                       short_name(task["domain"], action["name"]),
                "with": {name: {"const": value} for name, value in action["arguments"].items()}}
        if steps:
            step["after"] = [steps[-1]["id"]]
        steps.append(step)
    return {"steps": steps}


def outcome(world, task):
    """What is wrong with the end of a task, or None."""
    shown = world.shown()
    if shown is None or shown["state"] != "done":
        return f"it is {shown['state'] if shown else 'not recorded'}"
    keys = {row["key"]: row for row in shown["log"] if row["effect"] == "write"}
    seen = collections.Counter(key for key, _, _ in world.lines())
    twice = [key for key, count in seen.items() if count > 1]
    wanted = sum(class_of(action["name"]) != "look" for action in task["actions"])
    if twice:
        return f"{len(twice)} effects happened more than once"
    if set(seen) != set(keys) or len(keys) != wanted:
        return f"{wanted} effects were wanted, {len(keys)} are on record, {len(seen)} happened"
    return None


def run(world, number, task, draw):
    """The task with one kill; returns (what is wrong, was it killed, was the user asked)."""
    at = draw.randint(2, len(task["actions"]))
    action = draw.choice(("kill", "after"))
    while True:
        world.fresh()
        done = world.ask(f"task {number}", fault=f"m:{at}:{action}")
        if done.returncode != -9 or world.shown():
            break
        if world.lines():
            return "effects without a task", True, 0
        at += 1  # before its first step: that is no kill in the middle
    was_killed, asked, decision = done.returncode == -9, 0, None
    if not was_killed and done.returncode:
        return f"exit {done.returncode}: {done.stdout}{done.stderr}"[-400:], False, 0
    for _ in range(RESUMES):
        shown = world.shown()
        if shown is None or shown["state"] != "interrupted":
            break
        done = world.chela("task", "resume", shown["task"], *([decision] if decision else []))
        decision = None
        if done.returncode == 4:
            asked += 1
            rows = {row["step"]: row for row in world.shown()["log"]}
            unknown = [row for row in rows.values() if row["outcome"] == "unknown"]
            happened = unknown[0]["key"] in {key for key, _, _ in world.lines()}
            decision = "--happened" if happened else "--again"
    return outcome(world, task), was_killed, asked


def read_tasks(shared):
    with open(os.path.join(shared, "eval", "traces", "tools.json"), encoding="utf-8") as file:
        tools = {domain: {each["function"]["name"]: each["function"] for each in list_}
                 for domain, list_ in json.load(file).items()}
    tasks = []
    for name in ("long_tasks", "smart_home"):
        with open(os.path.join(shared, "eval", "traces", f"{name}.jsonl"), encoding="utf-8") as file:
            tasks += [json.loads(line) for line in file]
    return tools, tasks


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("shared")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if not os.path.exists(os.path.join(arguments.shared, "eval", "traces", "tools.json")):
        print("skipped: the traces are not here")
        return 77
    tools, tasks = read_tasks(arguments.shared)
    draw = random.Random(arguments.seed)
    tasks = [task for task in tasks if len(task["actions"]) >= 20]
    if arguments.sample:
        domain = draw.choice(sorted({task["domain"] for task in tasks}))
        tasks = [task for task in tasks if task["domain"] == domain][:arguments.sample]
    world, widened = World(arguments.build), collections.Counter()
    calls = collections.defaultdict(lambda: collections.defaultdict(list))
    for task in tasks:
        for action in task["actions"]:
            calls[task["domain"]][action["name"]].append(action["arguments"])
    for domain in sorted(calls):
        make_plugin(world, domain, tools.get(domain, {}), calls[domain], widened)
    world.record([(f"task {n}", plan_of(task)) for n, task in enumerate(tasks)])
    failed = killed = asked = 0
    for n, task in enumerate(tasks):
        wrong, was_killed, questions = run(world, n, task, draw)
        killed += was_killed
        asked += questions
        if wrong:
            failed += 1
            print(f"FAILED {task['id']}: {wrong}", flush=True)
    world.close()
    total = sum(len(task["actions"]) for task in tasks)
    print(f"traces: {len(tasks)} tasks of {total} calls, {killed} killed, {failed} failed; the user "
          f"was asked {asked} times; a schema was widened {widened['calls']} times")
    return 1 if failed or not killed else 0


if __name__ == "__main__":
    sys.exit(main())
