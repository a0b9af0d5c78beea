# requests.py - runs the sentences of requests.jsonl, each in a copy of HOME/base, and judges each by
# its effect and by what must not have changed. Called by requests.sh: requests.py CHELA HOME [ID ...]
import collections
import ctypes
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile

NOW = "2026-11-22T17:00:00+01:00"
FRIDAY = "2026-11-27T%s:00+01:00"
PR_SET_CHILD_SUBREAPER = 36
HERE = os.path.dirname(os.path.abspath(__file__))

Wanted = collections.namedtuple("Wanted", "what code may_change judge", defaults=(0, (), None))


class Wrong(Exception):
    pass


def need(condition, text):
    if not condition:
        raise Wrong(text)


class Home:
    """A sample home and what `chela` says in it."""

    def __init__(self, chela, base, path):
        self.chela, self.path = chela, path
        shutil.copytree(base, path, symlinks=True)
        self.before = self.digests()

    def run(self, *words):
        done = subprocess.run([self.chela, *words, "--home", self.path], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)
        nobody_left()
        return done

    def ask(self, sentence):
        done = self.run("ask", sentence, "--yes", "--now", NOW)
        self.code, self.said, self.card = done.returncode, done.stdout.strip(), done.stderr.strip()
        self.after = self.digests()

    def call(self, capability, **arguments):
        done = self.run("call", capability, json.dumps(arguments), "--now", NOW)
        need(done.returncode == 0, "%s: %s" % (capability, done.stderr.strip()))
        return json.loads(done.stdout)

    def digests(self):
        """Every file but Chela's own journal and index."""
        found = {}
        for folder, _, names in os.walk(self.path):
            for name in names:
                path = os.path.join(folder, name)
                short = os.path.relpath(path, self.path)
                if not re.match(r"\.local/share/chela/(state\.|audit\.log|store/index-)", short):
                    with open(path, "rb") as file:
                        found[short] = hashlib.sha256(file.read()).hexdigest()
        return found

    def changed(self):
        both = set(self.before) | set(self.after)
        return sorted(p for p in both if self.before.get(p) != self.after.get(p))

    def new(self, pattern):
        return [p for p in self.changed() if p not in self.before and re.fullmatch(pattern, p)]

    def notes(self, word=""):
        return [n["text"] for n in self.call("notes.search")["notes"] if word in n["text"]]

    def read_code(self, picture):
        """What the picture says, through files.open and qr.read."""
        plan = {"steps": [
            {"id": "open", "use": "files.open", "with": {"path": {"const": picture}}},
            {"id": "read", "use": "qr.read", "with": {"image": {"from": "open", "path": "/file"}}}],
            "answer": {"text": "{read:/codes/*/text}"}}
        recording = os.path.join(self.path, "recording.jsonl")
        with open(recording, "w", encoding="utf-8") as file:
            json.dump({"turns": ["read it"], "kind": "plan", "plan": plan}, file)
        return self.run("ask", "read it", "--backend", "replay:" + recording).stdout.strip()


def nobody_left():
    """Orphans become children of this process: none may outlive its command."""
    for _ in range(100):
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.02)
        except ChildProcessError:
            return
    raise Wrong("a process outlives the command")


def kept(plugin):
    return r"\.local/share/chela/data/org\.chela\.%s/.*" % plugin


# ---- what each group of sentences has to bring about ----


def note(home):
    found = [text for text in home.notes("plumber") if "41" in text]
    need(found == ["the plumber's code is 41"], "notes: %s" % found)


def recall(home):
    need("the plumber comes on Thursday between 8 and 10" in home.said, home.said)
    need("milk" not in home.said, home.said)


def alarm(at):
    def judge(home):
        alarms = home.call("alarm.list")["alarms"]
        need([one["at"] for one in alarms] == ["2026-11-23T%s:00+01:00" % at], "alarms: %s" % alarms)

    return judge


def dentist(home):
    need(len(home.new(r"Calendar/.*\.ics")) == 1, "no new event")
    day = {"start": FRIDAY % "00:00", "end": FRIDAY % "23:59"}
    events = home.call("calendar.list", range=day)["events"]
    found = [event for event in events if "dentist" in event["title"]]
    need(len(found) == 1, "Friday: %s" % [(e["title"], e["start"]) for e in events])
    start, end = found[0]["start"], found[0]["end"]
    need(start[:13] < end[:13] and start[14:16] == end[14:16], "not an hour: %s to %s" % (start, end))
    need(FRIDAY % "12:00" <= start and end <= FRIDAY % "18:00", "not in the afternoon: %s" % start)
    for event in events:
        if event is not found[0]:
            need(end <= event["start"] or start >= event["end"], "%s: not free" % start)


def sister(home):
    number = "33199001101"
    need(number in re.sub(r"[^0-9]", "", home.said), home.said)
    found = [text for text in home.notes() if number in re.sub(r"[^0-9]", "", text)]
    need(len(found) == 1, "notes: %s" % home.notes())


def packed(*names):
    """One new zip, in Documents, that holds exactly these files, byte for byte."""

    def judge(home):
        found = home.new(r".*\.zip")
        need(len(found) == 1 and os.path.dirname(found[0]) == "Documents", "new zips: %s" % found)
        with zipfile.ZipFile(os.path.join(home.path, found[0])) as archive:
            inside = {os.path.basename(n): hashlib.sha256(archive.read(n)).hexdigest()
                      for n in archive.namelist()}
        wanted = {os.path.basename(name): home.before[name] for name in names}
        need(inside == wanted, "in the zip: %s" % sorted(inside))

    return judge


def invoices(home):
    names = sorted(p for p in home.before if re.match(r"Downloads/.*invoice", p))
    need(len(names) >= 2, "the sample home has no invoices")
    packed(*names)(home)


def budget(home):
    packed("Documents/solar budget.csv")(home)
    found = [(r["text"], r.get("at")) for r in home.call("reminders.list")["reminders"]]
    need(len(found) == 1 and found[0][1] == "2026-11-23T09:00:00+01:00", "reminders: %s" % found)
    need("send" in found[0][0], "reminders: %s" % found)


def says(text):
    return lambda home: need(text in home.said, home.said)


def qr(home):
    found = home.new(r".*\.(png|svg|jpe?g)")
    need(len(found) == 1, "new pictures: %s" % found)
    text = home.read_code(os.path.join(home.path, found[0]))
    need(text == "https://example.org", "read: %s" % text)


def deleted(home):
    need(not home.notes("plumber"), "the note is still there")
    need(home.notes("milk"), "another note is gone")


def undone(home):
    found = home.notes("plumber")
    need(found == ["the plumber comes on Thursday between 8 and 10"], "notes: %s" % found)
    need(len(home.notes()) == 3, "notes: %s" % home.notes())


def asks(home):
    need("time" in home.said and not home.call("alarm.list")["alarms"], home.said)


NOTES, ZIP = kept("notes"), r"(Documents|Downloads)/[^/]*\.zip"
GROUPS = {
    "note": Wanted("a note with the words", 0, (NOTES,), note),
    "recall": Wanted("the note's text", judge=recall),
    "alarm": Wanted("an alarm Mon 06:30", 0, (kept("clock"),), alarm("06:30")),
    "alarm-zh": Wanted("an alarm Mon 07:00", 0, (kept("clock"),), alarm("07:00")),
    "dentist": Wanted("an event in a free hour", 0, (kept("calendar"), r"Calendar/.*"), dentist),
    "sister": Wanted("the number, said and noted", 0, (NOTES,), sister),
    "zip": Wanted("the invoices in Documents/*.zip", 0, (ZIP, kept("files")), invoices),
    "percent": Wanted("8.316", judge=says("8.316")),
    "miles": Wanted("8.04672", judge=says("8.04672")),
    "qr": Wanted("a picture that reads the same", 0, (r"[^.].*\.png", kept("documents")), qr),
    "unnote": Wanted("that note deleted, no other", 0, (NOTES,), deleted),
    "undo": Wanted("the note is back", 0, (NOTES,), undone),
    "budget": Wanted("a zip and a reminder Mon 09:00", 0, (ZIP, kept("files"), kept("reminders")),
                     budget),
    "pizza": Wanted("refused", 3),
    "ask-alarm": Wanted("asks for the time", 4, (), asks),
}
GROUPS["undo-zh"] = GROUPS["undo"]


def judge(home, group, sentence):
    if group.startswith("undo"):
        home.ask("delete my note about the plumber")
        deleted(home)
    home.ask(sentence)
    wanted = GROUPS[group]
    need(home.code == wanted.code, "exit %d: %s" % (home.code, home.said or home.card))
    allowed = [*wanted.may_change, r".*\.lock"]
    stray = [p for p in home.changed() if not any(re.fullmatch(a, p) for a in allowed)]
    need(not stray, "changed: %s" % stray)
    if wanted.judge:
        wanted.judge(home)


def one(chela, folder, line):
    """An empty text, or what was wrong."""
    path = os.path.join(folder, line["id"])
    try:
        home = Home(chela, os.path.join(folder, "base"), path)
        judge(home, line["id"].rsplit("-", 1)[0], line["say"])
        return ""
    except (Wrong, KeyError, ValueError, subprocess.TimeoutExpired) as wrong:
        return " ".join(str(wrong).replace(path, "~").split()) or type(wrong).__name__
    finally:
        shutil.rmtree(path, ignore_errors=True)


def lines(name):
    path = os.path.join(HERE, name)
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip()]


def main(chela, folder, *only):
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    known, bad = lines("requests.known"), []
    for line in map(json.loads, lines("requests.jsonl")):
        if only and line["id"] not in only:
            continue
        wrong = one(chela, folder, line)
        wanted = GROUPS[line["id"].rsplit("-", 1)[0]].what
        got = wrong or wanted
        if bool(wrong) != (line["say"] in known):
            bad.append(line["say"])
        print("%-6s | %s | %s | %s" % ("WRONG" if wrong else "ok", line["say"], wanted, got))
    for sentence in bad:
        print("not as requests.known says: %s" % sentence)
    return 1 if bad else 0


sys.exit(main(*sys.argv[1:]))
