"""What the measurements share: building their targets, and asking them."""

import os
import resource
import shutil
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def build(name, folder, tree="Zoo"):
    """Builds a Go program of the repository with the newest toolchain, with symbols: Delve lists nothing without them.

    Returns its path and the version of Go.
    """
    go = subprocess.check_output([os.path.join(ROOT, "scripts", "go-toolchain")], text=True).strip()
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    environment = dict(
        os.environ, GOENV="off", GOWORK="off", GOFLAGS="-mod=mod", GOTOOLCHAIN="local", GOPROXY="off", CGO_ENABLED="0",
        GOCACHE=os.path.join(cache, "sonde", "gocache"))
    program = os.path.join(folder, name)
    subprocess.check_call(
        [go, "build", "-buildvcs=false", "-o", program, "."], cwd=os.path.join(ROOT, tree, name), env=environment)
    version = subprocess.check_output([go, "env", "GOVERSION"], text=True, env=environment).strip()
    return program, version


def delve():
    """Path and version of Delve; nothing when there is none."""
    path = shutil.which("dlv")
    if not path:
        return None, ""
    version = subprocess.check_output([path, "version"], text=True).split("\n")[1].split(":")[-1].strip()
    return path, version


class Target:
    """A running program that answers questions on standard input, a line each."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("ready"):
            self.process.kill()
            self.process.wait()
            raise SystemExit(f"bench: {' '.join(command)} did not become ready")

    @property
    def id(self):
        return str(self.process.pid)

    def ask(self, question):
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().split()

    def memory(self):
        """Resident memory in bytes."""
        with open(f"/proc/{self.id}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize()

    def processor_seconds(self):
        """Processor time so far, user and system: what /proc/PID/stat has, but not in steps of 10 ms.

        The clock's number is made as clock_getcpuclockid(3) does it.
        """
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def close(self):
        self.process.kill()
        self.process.wait()
