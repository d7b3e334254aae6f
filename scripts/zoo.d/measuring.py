"""Runs one row: its program, sonde on it, and the comparison with what was expected."""

import os
import shutil
import subprocess
import tempfile
import time
import urllib.request

import answers
import building
import groups
import places
from programs import NotReady, Program

ALONE = 8
REPETITIONS = 3


def others(seconds=2):
    """Processors that are in use, by whomever, while this program does nothing."""
    def used():
        with open("/proc/stat", encoding="ascii") as file:
            user, nice, system, _, _, interrupts, soft, *_ = (int(word) for word in file.readline().split()[1:])
        return (user + nice + system + interrupts + soft) / os.sysconf("SC_CLK_TCK")
    start = used()
    time.sleep(seconds)
    return (used() - start) / seconds


class Skipped(Exception):
    """Why a row cannot be run here."""


def unmet(row, place):
    """What the row needs and this machine or mode does not have; nothing when all is there."""
    for need in row.needs:
        if need == "root" and not place.is_root:
            return "needs root"
        if need == "swap":
            with open("/proc/swaps", encoding="ascii", errors="replace") as file:
                if len(file.readlines()) < 2:
                    return "needs swap"
        if need == "cgroup" and os.geteuid() != 0:
            return "needs control groups, which only root makes"
        if need not in ("root", "swap", "cgroup", "overhead", "cgo", "pprof", "-"):
            return f"needs {need}, which scripts/zoo does not know"
    if (row.cgo or "cgo" in row.needs) and not (shutil.which("gcc") or shutil.which("cc")):
        return "needs a C compiler"
    if (row.kind == "heap" or "pprof" in row.needs) and not place.has_pprof:
        return "needs net/http/pprof, which this mode goes without"
    return None


class Run:
    """One run of one row; `results` are dictionaries for the raw data."""

    def __init__(self, row, place, sonde, duration):
        self.row, self.place, self.duration = row, place, duration
        self.sonde = place.reach(sonde)
        self.options = ["--format", "json", "--duration", f"{duration:g}s"]
        self.words = {}
        self.ended_in_time = True
        self.overhead = []

    def results(self):
        """Runs the row; one result for each answer. Throws Skipped."""
        reason = unmet(self.row, self.place)
        if reason:
            raise Skipped(reason)
        take = {"go": self.go, "command": self.command}.get(self.row.kind, self.live)
        try:
            found = take()
        except groups.NoGroup as problem:
            raise Skipped(str(problem)) from problem
        except NotReady as problem:
            found = [answers.Answer({}, 0.0, str(problem), 0.0, 0.0)]
        if self.overhead:
            found = found[:1]
        return [self.result(answer) for answer in found]

    def result(self, answer):
        absent = answer.missing(self.row.subject, self.words)
        return {
            "program": self.row.program, "label": self.row.label, "run": self.row.kind, "mode": self.place.name,
            "pprof": self.row.pprof and self.place.has_pprof, "expected": self.row.cause, "said": answer.cause,
            "right": answer.cause == self.row.cause, "subject": self.row.subject, "absent": absent,
            "loud": answer.loud if self.row.is_healthy else [], "seconds": round(answer.seconds, 2),
            "load": round(os.getloadavg()[0], 2), "endedInTime": self.ended_in_time, "overhead": self.overhead, "report": answer.report,
            "problem": answer.problem}

    def environment(self):
        return dict(os.environ, **self.row.environment)

    def live(self):
        """process, heap, cgroup, memory, load: the program runs, and sonde comes to it."""
        group = groups.group(self.row.kind, self.row.quantity)
        beside, program = [], None
        try:
            path = self.place.reach(building.program(self.row))
            program = Program(
                self.place, [path, *self.row.arguments], environment=self.environment(),
                group=group.members if group else None)
            identity = program.ready()
            self.words = program.words
            if self.row.kind == "load":
                beside = places.busy(self.place, int(self.row.quantity))
            if self.row.kind == "heap":
                return [self.heap()]
            words = [str(identity), *self.options]
            if "overhead" in self.row.needs:
                return self.beside_work(program, words)
            return [answers.ask(self.place, self.sonde, words)]
        finally:
            for process in beside:
                places.end(process, patience=0)
            if program:
                self.ended_in_time = program.stop()
            if group:
                group.close()

    def heap(self):
        """Three heap profiles over the duration."""
        address = self.words.get("pprof")
        if not address:
            raise NotReady("the program does not say pprof=ADDRESS in its ready line")
        with tempfile.TemporaryDirectory(dir=self.place.scratch) as folder:
            paths = []
            for index in range(3):
                if index:
                    time.sleep(self.duration / 2)
                paths.append(os.path.join(folder, f"heap-{index}.pb.gz"))
                with urllib.request.urlopen(f"http://{address}/debug/pprof/heap?gc=1", timeout=20) as answer:
                    with open(paths[-1], "wb") as file:
                        file.write(answer.read())
            return answers.ask(self.place, self.sonde, [*paths, "--format", "json"])

    def beside_work(self, program, words):
        """Several looks, each with the operations per second during it and in the stretches right before and behind it:
        what the machine gives to a program changes from one half minute to the next."""
        found, during = [], []
        alone = [self.alone(program)]
        for _ in range(REPETITIONS):
            found.append(answers.ask(self.place, self.sonde, words))
            during.append(program.rate(found[-1].started, found[-1].ended))
            alone.append(self.alone(program))
        for rate, before, behind in zip(during, alone, alone[1:]):
            if rate and before and behind:
                self.overhead.append(1 - 2 * rate / (before + behind))
        return found

    def alone(self, program):
        """Operations per second of a program that nobody looks at."""
        start = time.monotonic()
        # A stretch of time is what is measured here; nothing is waited for.
        time.sleep(ALONE)
        return program.rate(start, time.monotonic())

    def command(self):
        path = self.place.reach(building.program(self.row))
        words = [*self.options, "--", path, *self.row.arguments]
        return [answers.ask(self.place, self.sonde, words, environment=self.environment())]

    def go(self):
        """A go command in a copy of the module; `setup`, if the module has one, makes the world that it is run in.

        `setup` is started in the copy with the command's environment. It prints KEY=value words that the command's
        environment gets, behind the word ready, and may then stay to serve something until its input is closed.
        """
        with tempfile.TemporaryDirectory(prefix="go-", dir=self.place.scratch) as parent:
            os.chmod(parent, 0o755)
            copy, settings = building.module(self.row, parent)
            root = self.place.reach(os.path.dirname(os.path.dirname(building.toolchain(self.row.go))))
            settings["PATH"] = os.path.join(root, "bin") + ":" + settings["PATH"]
            settings["TMPDIR"] = os.path.join(parent, "tmp")
            os.mkdir(settings["TMPDIR"])
            self.place.give(parent)
            setup = None
            try:
                path = os.path.join(copy, "setup")
                if os.path.exists(path):
                    setup = Program(self.place, [path], environment=settings, cwd=copy)
                    setup.ready()
                    self.words = setup.words
                    settings.update({key: value for key, value in setup.words.items() if key.isupper()})
                settings.update(self.row.environment)
                words = [*self.options, "--", *self.row.arguments]
                return [answers.ask(self.place, self.sonde, words, environment=settings, cwd=copy)]
            except building.BuildFailed as problem:
                raise Skipped(str(problem)) from problem
            finally:
                if setup:
                    # Its input is closed first: that is how it is told.
                    setup.process.stdin.close()
                    try:
                        setup.process.wait(3)
                    except subprocess.TimeoutExpired:
                        pass
                    setup.stop()
