"""A control group with a limit, of either version of the kernel's interface."""

import os

PERIOD = 100_000


class NoGroup(Exception):
    """Why no control group can be made here."""


def hierarchy(controller):
    """The folder in which groups of a controller are made, and the version of the interface."""
    unified = None
    with open("/proc/self/mounts", encoding="ascii", errors="replace") as file:
        for line in file:
            _, path, kind, options, *_ = line.split()
            if kind == "cgroup" and controller in options.split(","):
                return path, 1
            if kind == "cgroup2":
                unified = unified or path
    if not unified:
        raise NoGroup("no control groups are mounted")
    with open(os.path.join(unified, "cgroup.controllers"), encoding="ascii") as file:
        if controller not in file.read().split():
            raise NoGroup(f"the {controller} controller is not given to these control groups")
    return unified, 2


def processor_quota(processors):
    """Settings for a quota of processor time, by version of the interface."""
    microseconds = int(float(processors) * PERIOD)
    return "cpu", {
        1: [("cpu.cfs_period_us", PERIOD), ("cpu.cfs_quota_us", microseconds)],
        2: [("cpu.max", f"{microseconds} {PERIOD}")]}


def memory_limit(megabytes):
    """Settings for a limit of resident memory; what is above goes to swap."""
    limit = int(megabytes) << 20
    return "memory", {1: [("memory.limit_in_bytes", limit)], 2: [("memory.max", limit)]}


class Group:
    """A group for the processes of one row."""

    def __init__(self, controller, settings):
        parent, version = hierarchy(controller)
        self.path = os.path.join(parent, f"sonde-zoo-{os.getpid()}")
        try:
            if version == 2:
                self.write(os.path.join(parent, "cgroup.subtree_control"), f"+{controller}")
            os.mkdir(self.path)
            for name, value in settings[version]:
                self.write(os.path.join(self.path, name), str(value))
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


def group(kind, quantity):
    """The control group that a way of running needs; nothing for the others."""
    limits = {"cgroup": processor_quota, "memory": memory_limit}
    return Group(*limits[kind](quantity)) if kind in limits else None
