"""faults.py BUILD KIND [--sample N | --full] - a task of 25 steps with effects of every class.

kill    the process is killed before or after every write, sync, sendmsg and recvmsg, and again
        while it recovers
errors  each of these calls fails once: ENOSPC, EIO, EINTR, a short write
memory  the Nth allocation fails

After each: nothing is recorded as done that did not happen, nothing that happened is recorded as not
done, effects under a key happen once, others at most once, and what nobody can know is asked.
"""

import argparse
import errno
import os
import random
import subprocess
import sys

from world import ANSWERED, World, plan_of, CLASSES, STEPS

EXIT_SYNC = 74
RESUMES = 40


class Wrong(Exception):
    pass


def kind_of(n):
    return CLASSES[n % len(CLASSES)]


def check_record(world, shown):
    """What is on record agrees with what happened."""
    ledger = world.ledger()
    newest = world.newest(shown)
    for n, row in newest.items():
        if row["effect"] in ("pure", "read"):
            continue
        happened = ledger.get(n, 0)
        if row["outcome"] == "done" and not happened:
            raise Wrong(f"step {n} is recorded as done and did not happen")
        if row["outcome"] == "failed" and happened:
            raise Wrong(f"step {n} is recorded as not done and happened")
    for n, happened in ledger.items():
        if n not in newest:
            raise Wrong(f"step {n} happened without a record")
        if happened > 1 and kind_of(n) != "set":
            raise Wrong(f"step {n} ({kind_of(n)}) happened {happened} times")


def check_question(world, shown):
    """The first step that is not known; the user looks, and says what he sees."""
    unknown = [row for row in world.newest(shown).values() if row["outcome"] == "unknown"]
    if not unknown:
        raise Wrong("a question about nothing")
    n = unknown[0]["step"]
    if kind_of(n) not in ANSWERED:
        raise Wrong(f"step {n} ({kind_of(n)}) is asked about, though it can be known")
    return "--happened" if world.ledger().get(n) else "--again"


def recover(world, faults=()):
    """Resumes until the task is done; the first resumes have faults of their own."""
    faults, decision = list(faults), None
    for _ in range(RESUMES):
        shown = world.shown()
        check_record(world, shown)
        if shown is None or shown["state"] != "interrupted":
            return shown
        command = ["task", "resume", shown["task"]] + ([decision] if decision else [])
        fault = faults.pop(0) if faults else None
        done = world.chela(*command, fault=fault)
        decision = None
        if done.returncode == 4:
            decision = check_question(world, world.shown())
        elif done.returncode not in (0, -9) and not fault:
            raise Wrong(f"resume: exit {done.returncode}: {done.stdout}{done.stderr}")
    raise Wrong("it never ends")


def check_end(world, shown):
    if shown is None:
        if world.ledger():
            raise Wrong("effects without a task")
        return
    if shown["state"] != "done":
        raise Wrong(f"the task is {shown['state']}")
    ledger = world.ledger()
    for n in range(STEPS):
        if kind_of(n) not in ("look", "find") and not ledger.get(n):
            raise Wrong(f"step {n} is missing")


def count_calls(world, kinds, command):
    path = os.path.join(world.root, "count")
    done = command(fault=f"{kinds}:1000000000:none", count=path)
    if done.returncode:
        sys.exit(f"without a fault: exit {done.returncode}: {done.stdout}{done.stderr}")
    with open(path, encoding="utf-8") as file:
        return int(file.read())


def kill_at(world, at, action, nested):
    world.fresh()
    done = world.ask(fault=f"wsmr:{at}:{action}")
    if done.returncode != -9:
        raise Wrong(f"exit {done.returncode} instead of a kill: {done.stderr}")
    check_end(world, recover(world, nested))


def error_at(world, kinds, at, action):
    world.fresh()
    done = world.ask(fault=f"{kinds}:{at}:{action}")
    if done.returncode < 0 or done.returncode not in (0, 1, 3, 4, EXIT_SYNC):
        raise Wrong(f"exit {done.returncode}: {done.stderr}")
    if kinds == "s" and action != str(errno.EINTR) and done.returncode not in (0, 1, EXIT_SYNC):
        raise Wrong(f"a failed sync: exit {done.returncode}")
    shown = world.shown()
    check_record(world, shown)
    if done.returncode == 0 and (shown is None or shown["state"] != "done"):
        raise Wrong("done is said, and not recorded")
    if shown and shown["state"] == "interrupted":
        check_end(world, recover(world))


def cases_of(kind, total, world, chosen, seed):
    """(name, function) of every case that is chosen."""
    draw = random.Random(seed)
    if kind == "kill":
        for at in chosen(total):
            for action in ("kill", "after"):
                nested = [f"wsmr:{draw.randint(1, 120)}:kill" for _ in range(draw.randint(0, 2))]
                yield (f"{action} {at} then {nested}",
                       lambda at=at, action=action, nested=nested: kill_at(world, at, action,
                                                                           nested))
        return
    if kind == "memory":
        for at in chosen(total):
            yield (f"allocation {at}",
                   lambda at=at: error_at(world, "a", at, str(errno.ENOMEM)))
        return
    for kinds, count, actions in total:
        for action in actions:
            for at in chosen(count):
                yield (f"{kinds} {at}: {action}",
                       lambda kinds=kinds, at=at, action=action: error_at(world, kinds, at,
                                                                          action))


def totals_of(kind, world):
    def count(kinds):
        world.fresh()
        return count_calls(world, kinds, world.ask)

    if kind == "kill":
        return count("wsmr")
    if kind == "memory":
        return count("a")
    no_space, io, again = (str(getattr(errno, name)) for name in ("ENOSPC", "EIO", "EINTR"))
    return [("w", count("w"), (no_space, io, again, "short")), ("s", count("s"), (io, no_space)),
            ("m", count("m"), (io, again)), ("r", count("r"), (io, again))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("kind", choices=("kill", "errors", "memory"))
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    world = World(arguments.build)
    draw = random.Random(arguments.seed)

    def chosen(total):
        numbers = range(1, total + 1)
        if not arguments.sample or total <= arguments.sample:
            return numbers
        return sorted(draw.sample(numbers, arguments.sample))

    failed = count = 0
    totals = totals_of(arguments.kind, world)
    print("calls:", totals, flush=True)
    for name, run in cases_of(arguments.kind, totals, world, chosen, arguments.seed):
        count += 1
        try:
            run()
        except Wrong as wrong:
            failed += 1
            print(f"FAILED {name}: {wrong}", flush=True)
        except subprocess.TimeoutExpired:
            failed += 1
            print(f"FAILED {name}: hangs", flush=True)
    print(f"{arguments.kind}: {count} cases, {failed} failed")
    world.close()
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
