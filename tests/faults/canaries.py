"""canaries.py BUILD [--tasks N] - nothing of a task's content is left where it ran.

A host agent that is still running (canaries.c) looks into its own memory and a core; this script
looks through the files of its state and, as root, at every byte of the ext4 that they lie on. Once
with an undo window that closes later, once with the window 0.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys

from power import Disk
from world import World

PATTERN = b"Zq7canary" + b"W4v"


def make_image(world, window):
    """The build's image with this undo window."""
    image = os.path.join(world.root, "image")
    shutil.rmtree(image, ignore_errors=True)
    shutil.copytree(os.path.join(world.build, "image"), image)
    path = os.path.join(image, "policy.json")
    with open(path, encoding="utf-8") as file:
        policy = json.load(file)
    policy["undo_window"] = window
    with open(path, "w", encoding="utf-8") as out:
        json.dump(policy, out)
    return image


def scan(path):
    found, tail = 0, b""
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            found += (tail + chunk).count(PATTERN)
            tail = chunk[-len(PATTERN) + 1:]
    return found


def scan_files(folder):
    found = 0
    for base, _, names in os.walk(folder):
        for name in names:
            if name.startswith(("state.db", "audit.log")):
                found += scan(os.path.join(base, name))
    return found


def run(world, disk, window, tasks, *leaky):
    """Prints one line; returns whether all is clean."""
    if disk:
        disk.mount()
        world.home = os.path.join(disk.folder, "home")
    world.fresh()
    data = os.path.join(world.home, ".local", "share", "chela")
    done = subprocess.run(
        [os.path.join(world.build, "bin", "canaries"), world.home, data,
         make_image(world, window), os.path.join(world.build, "bin", "chela-worker"), str(tasks),
         *leaky],
        capture_output=True, text=True, errors="replace", check=False, cwd=world.root)
    looks = [json.loads(line) for line in done.stdout.splitlines()]
    files, raw = scan_files(data), None
    if disk:
        os.sync()
        disk.unmount()
        raw = scan(disk.image)
    said = "" if leaky else done.stderr[:1500]
    print(f"window {window}: {tasks} tasks, found {looks}, in the state's files {files}, "
          f"on the raw disk {raw}; {said}", flush=True)
    clean = all(look["memory"] == 0 and look["core"] <= 0 and look["badly"] == 0 for look in looks)
    return done.returncode == 0 and len(looks) == 2 and clean and not files and not raw


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--tasks", type=int, default=1000)
    arguments = parser.parse_args()
    world, disk = World(arguments.build), None
    if os.geteuid() == 0:
        try:
            disk = Disk(world.root)
        except OSError as error:
            print(f"no raw disk: {error}")
    clean = [run(world, disk, window, arguments.tasks) for window in ("PT1H", "PT0S")]
    print("the control, which must be found:")
    control = run(world, disk, "PT1H", min(arguments.tasks, 20), "leaky")
    world.close()
    return 0 if all(clean) and not control else 1


if __name__ == "__main__":
    sys.exit(main())
