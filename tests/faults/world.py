"""world.py - a home with the ledger plugin, recorded tasks, and what really happened in it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

CLASSES = ("look", "set", "keyed", "once", "blind", "keyed", "look", "once", "final", "set")
STEPS = 25
ANSWERED = {"blind", "final"}  # nobody but the user can say what became of them
TIMEOUT = 30


def plan_of(count, classes=CLASSES):
    """A chain: each step takes what the newest step before it gave, where it gave anything."""
    steps, source = [], None
    for n in range(count):
        kind = classes[n % len(classes)]
        with_ = {"n": {"const": n}}
        if source:
            with_["after"] = {"from": source, "path": "/id"}
        step = {"id": f"s{n}", "use": f"ledger.{kind}", "with": with_}
        if steps:
            step["after"] = [steps[-1]["id"]]
        steps.append(step)
        if kind not in ANSWERED:
            source = step["id"]
    return {"steps": steps}


class World:
    """A template that is made once, and copies of it that faults are put into."""

    def __init__(self, build, steps=STEPS):
        self.build = build
        self.root = tempfile.mkdtemp(prefix="chela-faults-")
        self.template = os.path.join(self.root, "template")
        self.home = os.path.join(self.root, "home")
        self.outside = os.path.join(self.root, "outside")
        self.steps = steps
        os.makedirs(self.template)
        os.makedirs(self.outside)
        self.recording = os.path.join(self.root, "recording.jsonl")
        self.record([("go", plan_of(steps))])
        self.in_template("keygen", "me")
        self.in_template("trust", "me.pub", "--tier", "sideload")
        self.install(os.path.join(build, "tests", "plugins", "ledger"))

    def close(self):
        shutil.rmtree(self.root, ignore_errors=True)

    def record(self, tasks):
        with open(self.recording, "w", encoding="utf-8") as out:
            for words, plan in tasks:
                line = {"turns": [words], "kind": "plan", "plan": plan}
                out.write(json.dumps(line) + "\n")

    def in_template(self, *command):
        home, self.home = self.home, self.template
        done = self.chela(*command)
        self.home = home
        if done.returncode:
            sys.exit(f"{command}: {done.stdout}{done.stderr}")

    def install(self, package):
        """Packs, signs and installs a plugin, whose effects go to the ledger outside."""
        self.in_template("pack", package, "--out", "plugin.chela")
        self.in_template("sign", "plugin.chela", "--key", "me.key")
        self.in_template("install", "plugin.chela")
        with open(os.path.join(package, "manifest.json"), encoding="utf-8") as file:
            plugin = json.load(file)["id"]
        self.in_template("config", plugin, "folder", self.outside)

    def fresh(self):
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.template, self.home)
        for name in os.listdir(self.outside):
            os.unlink(os.path.join(self.outside, name))

    def chela(self, *command, fault=None, count=None):
        environment = dict(os.environ, LC_ALL="C.UTF-8", TZ="Europe/Paris")
        if fault:
            environment["LD_PRELOAD"] = os.path.join(self.build, "tests", "chela-inject.so")
            environment["CHELA_FAULT"] = fault
        if count:
            environment["CHELA_FAULT_COUNT"] = count
        return subprocess.run(
            [os.path.join(self.build, "bin", "chela"), *command, "--home", self.home, "--image",
             os.path.join(self.build, "image")],
            cwd=self.root, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=TIMEOUT, check=False)

    def ask(self, words="go", **fault):
        return self.chela("ask", words, "--yes", "--backend", f"replay:{self.recording}", **fault)

    def lines(self):
        """[(key, capability, input)] of what happened, from outside."""
        try:
            with open(os.path.join(self.outside, "ledger"), encoding="utf-8") as file:
                return [line.rstrip("\n").split(" ", 2) for line in file]
        except FileNotFoundError:
            return []

    def ledger(self):
        """{n: how often it happened}"""
        seen = {}
        for _, _, text in self.lines():
            n = json.loads(text).get("n")
            seen[n] = seen.get(n, 0) + 1
        return seen

    def shown(self, task="last"):
        done = self.chela("task", "show", task, "--json")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def newest(self, shown):
        """{n: the newest record of the step}"""
        return {row["step"]: row for row in shown["log"]} if shown else {}
