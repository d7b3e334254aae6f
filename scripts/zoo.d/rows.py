"""The rows of the zoo: what each program is, how it is given to sonde and what sonde has to say first."""

import os
import re
import shlex

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROGRAMS = os.path.join(ROOT, "Zoo", "programs")
TABLES = ("expected.tsv", "expected-2.tsv")
COLUMNS = ("program", "go", "build", "pprof", "run", "needs", "cause", "subject", "note")
ASSIGNMENT = re.compile(r"[A-Z_][A-Z0-9_]*=")


class Row:
    """One line of a table."""

    def __init__(self, cells, place):
        self.place = place
        values = dict(zip(COLUMNS, cells))
        self.program, self.go, self.cause, self.note = (values[key] for key in ("program", "go", "cause", "note"))
        self.build, self.cgo, self.modified = build_flags(values["build"])
        self.pprof = values["pprof"] == "yes"
        self.needs = [] if values["needs"] == "-" else re.split(r"[,\s]+", values["needs"])
        self.subject = [] if values["subject"] == "-" else [text.strip() for text in values["subject"].split(" ; ")]
        self.environment, words = assignments(values["run"].split())
        kind, _, self.quantity = words[0].partition(":") if words else ("", "", "")
        self.kind, self.arguments = kind, words[1:]
        if kind not in ("process", "command", "go", "heap", "cgroup", "memory", "load"):
            raise SystemExit(f"zoo: {place}: “{values['run']}” is no way to run a program")

    @property
    def folder(self):
        return os.path.join(PROGRAMS, self.program)

    @property
    def is_healthy(self):
        return self.cause == "healthy"

    @property
    def label(self):
        variant = " ".join(filter(None, [self.go, "cgo" if self.cgo else "", " ".join(self.build)]))
        return f"{self.program} ({variant})"


def assignments(words):
    """Splits KEY=value words at the beginning from the rest."""
    count = next((index for index, word in enumerate(words) if not ASSIGNMENT.match(word)), len(words))
    return dict(word.split("=", 1) for word in words[:count]), words[count:]


def build_flags(text):
    """Flags of go build as words, whether a C compiler is needed, and whether the sources are to be a modified checkout.

    The value of -ldflags and its like goes on to the next flag of go build, quoted or not.
    """
    flags, cgo, modified = [], False, False
    for word in [] if text == "-" else shlex.split(text):
        if word == "cgo":
            cgo = True
        elif word == "vcs-modified":
            modified = True
        elif flags and re.match(r"-(ld|gc|asm)flags=", flags[-1]) and not re.match(r"-[a-z]{4,}|-[a-z]+=", word):
            flags[-1] += " " + word
        else:
            flags.append(word)
    return flags, cgo or "-race" in flags or "-asan" in flags, modified


def read():
    """All rows of all tables that are there."""
    rows = []
    for table in TABLES:
        path = os.path.join(PROGRAMS, table)
        if not os.path.exists(path):
            continue
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                cells = [cell.strip() for cell in line.rstrip("\n").split("\t")]
                if not line.strip() or line.startswith("#") or cells[0] == "program":
                    continue
                if len(cells) != len(COLUMNS):
                    raise SystemExit(f"zoo: {table}:{number} has {len(cells)} cells and not {len(COLUMNS)}")
                rows.append(Row(cells, f"{table}:{number}"))
    return rows
