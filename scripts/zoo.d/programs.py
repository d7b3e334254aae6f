"""A running program of the zoo, whose output is read all the time."""

import collections
import re
import subprocess
import threading
import time

READY_LIMIT = 20


class NotReady(Exception):
    """A program that did not get to its state."""


class Program:
    """Starts a program and waits for nothing; `ready` does."""

    def __init__(self, place, words, **options):
        self.place = place
        self.words = {}
        self.counts = []
        self.last_lines = collections.deque(maxlen=8)
        self.is_ready = threading.Event()
        self.process = place.start(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        for stream, take in ((self.process.stdout, self.take), (self.process.stderr, self.last_lines.append)):
            threading.Thread(target=self.read, args=(stream, take), daemon=True).start()

    def read(self, stream, take):
        for line in stream:
            take(line.decode(errors="replace").rstrip("\n"))
        self.is_ready.set()

    def take(self, line):
        count = re.match(r"ops=(\d+)", line)
        if count:
            self.counts.append((time.monotonic(), int(count.group(1))))
        elif line.split(" ")[0] == "ready" and not self.is_ready.is_set():
            self.words = dict(word.split("=", 1) for word in line.split()[1:] if "=" in word)
            self.words["ready"] = ""
            self.is_ready.set()

    def ready(self):
        """Waits for the ready line and returns the process id by which sonde finds the program."""
        self.is_ready.wait(READY_LIMIT)
        if "ready" not in self.words or self.process.poll() is not None:
            why = " | ".join(self.last_lines)[-300:] or f"status {self.process.poll()}"
            raise NotReady(f"the program was not ready within {READY_LIMIT} s: {why}")
        return self.place.identity(self.process)

    def rate(self, start, stop):
        """Operations per second between two moments; nothing when the program does not count."""
        counts = [(moment, count) for moment, count in self.counts if start <= moment <= stop]
        if len(counts) < 3:
            return None
        (first, before), (last, after) = counts[0], counts[-1]
        return (after - before) / (last - first)

    def stop(self):
        """Ends the program; says whether it did so by itself within three seconds."""
        return self.place.stop(self.process)
