"""What sonde said, and whether it is what the row expects."""

import json
import os
import signal
import subprocess
import tempfile
import time

PATIENCE = 150
LOUD = ("critical", "warning")


class Answer:
    """One run of `sonde why`."""

    def __init__(self, report, seconds, problem, started, ended):
        self.report, self.seconds, self.problem = report, seconds, problem
        self.started, self.ended = started, ended

    @property
    def findings(self):
        return self.report.get("findings") or []

    @property
    def first(self):
        return self.findings[0] if self.findings else {}

    @property
    def cause(self):
        return self.first.get("cause") or f"({self.problem or 'no finding'})"[:90]

    @property
    def loud(self):
        """Causes of severity warning or above, wherever they stand in the report."""
        return [finding["cause"] for finding in nested(self.findings) if finding.get("severity") in LOUD]

    def missing(self, texts, words):
        """The texts of an expected subject that the first finding does not have."""
        subject = self.first.get("subject") or {}
        narrow = [subject.get("title") or "", subject.get("address") or ""]
        for frame in subject.get("frames") or []:
            narrow += [str(frame.get(key) or "") for key in ("function", "file", "line")]
        narrow, wide = "\n".join(narrow), json.dumps(self.first, ensure_ascii=False)
        absent = []
        for text in texts:
            place, wanted = (wide, text[1:]) if text.startswith("~") else (narrow, text)
            for word, value in words.items():
                wanted = wanted.replace("{" + word + "}", value)
            if (json.dumps(wanted, ensure_ascii=False)[1:-1] if place is wide else wanted) not in place:
                absent.append(text)
        return absent


def nested(findings):
    """Findings, and those that stand under them as explained."""
    for finding in findings:
        if isinstance(finding, dict):
            yield finding
            yield from nested(finding.get("explains") or [])
            yield from nested(finding.get("explained") or [])


def ask(place, sonde, words, environment=None, cwd=None):
    """Runs `sonde why` to its end."""
    # Files, since a pipe would be held open by whatever a command under sonde leaves behind.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.monotonic()
        process = place.start(
            [sonde, "why", *words], environment=environment, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output,
            stderr=errors)
        problem = ""
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            problem = f"no answer within {PATIENCE} s"
        finally:
            ended = time.monotonic()
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        output.seek(0)
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip()
        try:
            report = json.loads(output.read())
        except ValueError:
            report = {}
            problem = problem or f"status {process.returncode}: {' '.join(said.split())[-200:]}"
    return Answer(report, ended - started, problem, started, ended)
