# typed.py - runs a command at a terminal of its own and types a line at each of its questions.
#   typed.py LINE ... -- COMMAND ARGUMENT ...
import os
import pty
import select
import sys

at = sys.argv.index("--")
lines, command = sys.argv[1:at], sys.argv[at + 1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(command[0], command)
seen = b""
while True:
    ready, _, _ = select.select([terminal], [], [], 30)
    if not ready:
        os.kill(pid, 9)
        break
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    sys.stdout.write(data.decode(errors="replace"))
    seen += data
    if lines and (seen.endswith(b"> ") or seen.rstrip().endswith((b"]",)) and seen.endswith(b"] ")):
        os.write(terminal, lines.pop(0).encode() + b"\n")
        seen = b""
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status))
