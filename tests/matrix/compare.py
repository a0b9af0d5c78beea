"""Hands rows to a program and holds its words against a model's; called by the matrices."""
import json
import random
import subprocess
import sys


def compare(program, rows, agrees, planted):
    """agrees(row, word) -> bool. A planted fault has to show; without one nothing may differ."""
    rows = random.Random(1).sample(rows, len(rows) // 3) if planted else rows
    text = "".join(json.dumps(row) + "\n" for row in rows)
    words = subprocess.run([program], input=text, stdout=subprocess.PIPE, text=True,
                           check=True).stdout.splitlines()
    if len(words) != len(rows):
        sys.exit(f"{len(rows)} rows, but {len(words)} answers")
    wrong = [(row, word) for row, word in zip(rows, words) if not agrees(row, word)]
    print(f"{len(rows)} rows, {len(wrong)} differences")
    if planted:
        sys.exit(0 if wrong else "the planted fault was not found")
    for row, word in wrong[:5]:
        print(f"the program says {word}: {json.dumps(row)}")
    sys.exit(1 if wrong else 0)
