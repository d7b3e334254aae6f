"""A cpu control group with a quota, of either version of the kernel's interface."""

import os

PERIOD = 100_000


class NoGroup(Exception):
    """Why no control group can be made here."""


def controller():
    """The folder in which groups of the cpu controller are made, and the version of the interface."""
    unified = None
    with open("/proc/self/mounts", encoding="ascii", errors="replace") as file:
        for line in file:
            _, path, kind, options, *_ = line.split()
            if kind == "cgroup" and "cpu" in options.split(","):
                return path, 1
            if kind == "cgroup2":
                unified = unified or path
    if not unified:
        raise NoGroup("no control groups are mounted")
    with open(os.path.join(unified, "cgroup.controllers"), encoding="ascii") as file:
        if "cpu" not in file.read().split():
            raise NoGroup("the cpu controller is not given to these control groups")
    return unified, 2


class Group:
    """A group for the processes of one row."""

    def __init__(self, quota):
        parent, version = controller()
        self.path = os.path.join(parent, f"sonde-zoo-{os.getpid()}")
        microseconds = int(float(quota) * PERIOD)
        try:
            if version == 2:
                self.write(os.path.join(parent, "cgroup.subtree_control"), "+cpu")
            os.mkdir(self.path)
            if version == 2:
                self.write(os.path.join(self.path, "cpu.max"), f"{microseconds} {PERIOD}")
            else:
                self.write(os.path.join(self.path, "cpu.cfs_period_us"), str(PERIOD))
                self.write(os.path.join(self.path, "cpu.cfs_quota_us"), str(microseconds))
        except OSError as problem:
            self.close()
            raise NoGroup(f"no control group can be made: {problem.strerror} ({problem.filename})") from problem

    @staticmethod
    def write(path, text):
        with open(path, "w", encoding="ascii") as file:
            file.write(text)

    @property
    def members(self):
        """The file that takes the ids of processes."""
        return os.path.join(self.path, "cgroup.procs")

    def close(self):
        try:
            os.rmdir(self.path)
        except OSError:
            pass
