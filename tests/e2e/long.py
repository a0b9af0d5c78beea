# long.py - the plans of long.sh, as a recording.  long.py HOME RECORDING
import json
import sys

home, recording = sys.argv[1:3]


def const(value):
    return {"const": value}


def call(step, use, after=None, **arguments):
    made = {"id": step, "use": use,
            "with": {name: value if isinstance(value, dict) else const(value)
                     for name, value in arguments.items()}}
    if after:
        made["after"] = after
    return made


def note(step, text, **more):
    return call(step, "notes.create", text={"text": text}, **more)


def each(step, source, limit, steps):
    return {"id": step, "each": source, "limit": limit, "steps": steps}


def files(step):
    return {"from": step, "path": "/files/*/path", "pick": "all"}


plans = {}

plans["prepare the trip"] = [
    call("find", "files.search", query="receipt"),
    call("zip", "files.zip", paths=files("find"), name="trip.zip"),
    note("packed", "trip packed: {zip:/path}"),
    call("start", "calendar.create", title="trip starts", start="2026-12-01T09:00:00+01:00"),
    call("end", "calendar.create", title="trip ends", start="2026-12-05T18:00:00+01:00"),
    call("guide", "contacts.create", name="Trip Guide", phone="+33612345600"),
    call("bag", "reminders.create", text="pack the bag", at="2026-11-30T18:00:00+01:00"),
    call("tickets", "reminders.create", text="print the tickets", at="2026-11-29T18:00:00+01:00"),
    note("guide-note", "guide of the trip: {guide:/name}"),
    call("write", "files.write_text", name="trip.txt", text={"text": "from {start:/start} to {end:/end}"}),
    call("read", "files.read_text", path={"from": "write", "path": "/path"}),
    note("plan", "{read:/text}"),
]

people = [("Left Neighbour", "+33612345601"), ("Right Neighbour", "+33612345602"), ("Upper Neighbour", "+33612345603")]
plans["welcome the new neighbours"] = (
    [call("c%d" % i, "contacts.create", name=name, phone=phone) for i, (name, phone) in enumerate(people)]
    + [note("n%d" % i, "neighbour {c%d:/name}" % i) for i in range(3)]
    + [call("cake", "reminders.create", text="bake a cake", at="2026-11-28T10:00:00+01:00"),
       call("party", "calendar.create", title="welcome party", start="2026-11-28T15:00:00+01:00"),
       note("list", "guests: {c0:/name}, {c1:/name}, {c2:/name}"),
       call("more", "notes.append", id={"from": "list", "path": "/id"}, text={"text": "party at {party:/start}"})])

days = ["23", "24", "25", "26", "27"]
plans["plan the week"] = [
    entry for i, day in enumerate(days) for entry in (
        call("f%d" % i, "calendar.create", title="focus %s" % day, start="2026-11-%sT09:00:00+01:00" % day,
             duration="PT2H"),
        note("n%d" % i, "focus from {f%d:/start}" % i),
        call("r%d" % i, "reminders.create", text="begin to focus", at={"from": "f%d" % i, "path": "/start"}))]

plans["sort the receipts"] = [
    call("find", "files.search", query="receipt"),
    call("move", "files.move", paths=files("find"), folder=home + "/Documents/sorted"),
    each("notes", {"from": "find", "path": "/files"}, 10,
         [{"id": "n", "use": "notes.create", "with": {"text": {"text": "sorted {item:/name}"}}},
          {"id": "r", "use": "reminders.create", "with": {"text": {"text": "check {item:/name}"}}}]),
]

plans["make the codes"] = [
    entry for i in range(12) for entry in (
        call("q%d" % i, "qr.make", text="code %d" % i, name="code-%d.png" % i),
        note("n%d" % i, "number %d is in {q%d:/path}" % (i, i)))] + [note("all", "all codes are made", after=["n11"])]

plans["two hundred notes"] = [
    note("n%d" % i, "line %d" % i, **({"after": ["n%d" % (i - 1)]} if i else {})) for i in range(200)]

plans["wake me at 6:30 on weekdays but not on the holiday in my calendar"] = [
    call("holiday", "calendar.list", query="holiday")] + [
    dict(call("a" + day, "alarm.set", at="2026-11-%sT06:30:00+01:00" % day),
         when={"not": {"is": [{"from": "holiday", "path": "/events/0/start"},
                              const("2026-11-%sT00:00:00+01:00" % day)]}}) for day in days]

plans["move the dentist to Friday"] = [
    call("find", "calendar.list", query="dentist"),
    call("move", "calendar.update", id={"from": "find", "path": "/events/*/id", "pick": "one"},
         start="2026-11-27T09:00:00+01:00")]

with open(recording, "a") as out:
    for words, steps in plans.items():
        for _ in range(2 if words.startswith("move") else 1):
            out.write(json.dumps({"turns": [words], "kind": "plan", "plan": {"steps": steps}}) + "\n")
