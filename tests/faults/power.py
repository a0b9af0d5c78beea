"""power.py BUILD [--cuts N] [--seed S] - the power goes off while the task of 25 steps runs.

The home lies on an ext4 of its own, on a loop device, that is shut down without flushing its log
(EXT4_IOC_SHUTDOWN, NOLOGFLUSH) at a random instant: what was not synced is lost. The process is
killed just before, as a power cut stops both at once: under a shutdown alone it would run on, and an
fdatasync under way may return 0 for blocks whose extents were dropped. Mounted again, the record must
open and agree with the ledger, which lies elsewhere, and the task must reach its end.
Needs root.
"""

import argparse
import fcntl
import os
import random
import signal
import struct
import subprocess
import sys
import time

from faults import Wrong, check_end, recover
from world import World

SHUTDOWN = 0x8004587D  # _IOR('X', 125, __u32)
NOLOGFLUSH = 2
IMAGE_MB = 48


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def kill_workers(host):
    """Workers that a killed host has left behind; returns how many."""
    count = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/cmdline", encoding="utf-8") as file:
                if file.read().startswith(f"chela-worker\0{host}\0"):
                    os.kill(int(name), signal.SIGKILL)
                    count += 1
        except OSError:
            pass
    return count


class Disk:
    def __init__(self, root):
        self.outlived = 0
        self.image, self.folder = os.path.join(root, "disk"), os.path.join(root, "mnt")
        os.makedirs(self.folder)
        with open(self.image, "wb") as file:
            file.truncate(IMAGE_MB << 20)
        done = run("mkfs.ext4", "-q", "-F", self.image)
        if done.returncode:
            raise OSError(done.stderr)

    def mount(self):
        done = run("mount", "-o", "loop", self.image, self.folder)
        if done.returncode:
            raise OSError(done.stderr)

    def unmount(self, host=0):
        """Workers end a little later than their host, and have mounts of their own."""
        for turn in range(1500):
            if turn == 250:
                self.outlived += kill_workers(host)
            if os.path.ismount(self.folder):
                run("umount", self.folder)
            elif not run("losetup", "-j", self.image).stdout:
                return
            time.sleep(0.02)
        raise OSError("the disk stays busy")

    def cut(self):
        fd = os.open(self.folder, os.O_RDONLY)
        fcntl.ioctl(fd, SHUTDOWN, struct.pack("I", NOLOGFLUSH))
        os.close(fd)


def start(world):
    environment = dict(os.environ, LC_ALL="C.UTF-8", TZ="Europe/Paris")
    return subprocess.Popen(
        [os.path.join(world.build, "bin", "chela"), "ask", "go", "--yes", "--backend",
         f"replay:{world.recording}", "--home", world.home, "--image",
         os.path.join(world.build, "image")],
        cwd=world.root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)


def measure(world):
    world.fresh()
    began = time.monotonic()
    start(world).wait()
    return time.monotonic() - began


def one_cut(world, disk, after):
    """Returns whether the task was under way."""
    world.fresh()
    os.sync()
    process = start(world)
    time.sleep(after)
    process.kill()
    disk.cut()
    process.wait()
    disk.unmount(process.pid)
    disk.mount()
    shown = world.shown()
    check_end(world, recover(world))
    return shown is not None and shown["state"] == "interrupted"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--cuts", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if os.geteuid() != 0:
        print("skipped: a loop device needs root")
        return 77
    world = World(arguments.build)
    try:
        disk = Disk(world.root)
        disk.mount()
    except OSError as error:
        world.close()
        print(f"skipped: no ext4 on a loop device here: {error}")
        return 77
    world.home = os.path.join(disk.folder, "home")
    draw, failed, cut = random.Random(arguments.seed), 0, 0
    try:
        length = measure(world)
        for number in range(arguments.cuts):
            try:
                cut += one_cut(world, disk, draw.uniform(length * 0.3, length))
            except (Wrong, subprocess.TimeoutExpired) as wrong:
                failed += 1
                print(f"FAILED cut {number}: {wrong}", flush=True)
    finally:
        disk.unmount()
        world.close()
    print(f"power: {arguments.cuts} cuts, {cut} with the task under way, {failed} failed; "
          f"{disk.outlived} workers outlived their host by five seconds")
    return 1 if failed or not cut else 0


if __name__ == "__main__":
    sys.exit(main())
