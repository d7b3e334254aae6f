"""Figures over all rows, as text and as the Markdown table that is committed."""

import collections
import os
import statistics

GOALS = (("right first answers", 0.97), ("right subjects", 0.95))
GRACE = 5


class Summary:
    """What the results of one mode come to."""

    def __init__(self, mode, results, skipped, duration):
        self.mode, self.results, self.skipped, self.duration = mode, results, skipped, duration
        self.right = [result for result in results if result["right"]]
        self.with_subject = [result for result in results if result["subject"]]
        self.right_subject = [result for result in self.with_subject if not result["absent"]]
        self.false = [result for result in results if result["loud"]]
        self.times = [result["seconds"] for result in results if result["run"] not in ("go", "heap")]

    @staticmethod
    def share(part, whole):
        return len(part) / len(whole) if whole else 1.0

    @property
    def goals_hold(self):
        shares = (self.share(self.right, self.results), self.share(self.right_subject, self.with_subject))
        return all(share >= goal for share, (_, goal) in zip(shares, GOALS)) and not self.false

    def confusion(self):
        """Lines for expected causes that were not said, with what was said instead."""
        wrong = collections.Counter(
            (result["expected"], result["said"]) for result in self.results if not result["right"])
        asked = collections.Counter(result["expected"] for result in self.results)
        return [
            (expected, said, count, asked[expected])
            for (expected, said), count in sorted(wrong.items(), key=lambda item: (item[0][0], -item[1]))]

    def figures(self):
        """Names and values, in the order in which they are read."""
        healthy = [result for result in self.results if result["expected"] == "healthy"]
        lines = [
            ("runs", f"{len(self.results)}"),
            ("rows skipped", f"{len(self.skipped)}"),
            (GOALS[0][0], self.percent(self.right, self.results, GOALS[0][1])),
            (GOALS[1][0], self.percent(self.right_subject, self.with_subject, GOALS[1][1])),
            ("healthy runs with a false warning", f"{len(self.false)} of {len(healthy)} (goal 0)"),
        ]
        if self.times:
            limit = self.duration + GRACE
            late = sum(1 for seconds in self.times if seconds > limit)
            lines.append((
                "time to answer, live programs",
                f"median {statistics.median(self.times):.1f} s, at most {max(self.times):.1f} s; "
                f"{late} over {limit:g} s"))
        for result in self.results:
            if result["overhead"]:
                each = ", ".join(f"{value * 100:+.1f}" for value in result["overhead"])
                lines.append((
                    f"overhead on {result['program']}",
                    f"{statistics.median(result['overhead']) * 100:+.1f} % fewer operations ({each})"))
        untidy = sorted({result["label"] for result in self.results if not result["endedInTime"]})
        if untidy:
            lines.append(("programs that had to be killed", ", ".join(untidy)))
        return lines

    def percent(self, part, whole, goal):
        return f"{len(part)} of {len(whole)}, {self.share(part, whole) * 100:.1f} % (goal {goal * 100:.0f} %)"

    def text(self):
        lines = [f"\n{self.mode}"]
        lines += [f"  {name:<36}{value}" for name, value in self.figures()]
        if self.confusion():
            lines.append(f"\n  {'expected':<30}{'said':<50}runs")
        lines += [
            f"  {expected:<30}{said:<50}{count} of {asked}" for expected, said, count, asked in self.confusion()]
        for result in self.right_in_cause_only():
            lines.append(f"  {result['label']}: {result['said']}, without {' ; '.join(result['absent'])}")
        for result in self.false:
            lines.append(f"  {result['label']}: false {', '.join(result['loud'])}")
        for label, reason in self.skipped:
            lines.append(f"  {label}: skipped, {reason}")
        return "\n".join(lines)

    def right_in_cause_only(self):
        return [result for result in self.right if result["absent"]]

    def markdown(self):
        lines = [f"## {self.mode.capitalize()}", "", "| | |", "|---|---|"]
        lines += [f"| {name} | {value} |" for name, value in self.figures()]
        lines += ["", "| program | expected | said first | subject | answer after |", "|---|---|---|---|---|"]
        for result in self.results:
            said = result["said"] if not result["right"] else "the same"
            subject = "" if not result["subject"] else "right" if not result["absent"] else "wrong"
            cells = (result["label"], result["expected"], said, subject, f"{result['seconds']:.1f} s")
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        for label, reason in self.skipped:
            lines.append(f"| {label} | | skipped: {reason} | | |")
        return "\n".join(lines)


def table(summaries, version, duration):
    """The Markdown file that is committed beside the programs."""
    head = [
        "# How often sonde is right", "",
        f"Written by `scripts/zoo --table` with {version}, on a machine with {len(os.sched_getaffinity(0))} "
        f"processors; programs were watched for {duration:g} s. Each program of this folder has one known fault, "
        "or none; `expected.tsv` and `expected-2.tsv` say which, and what the first finding has to name.", ""]
    return "\n".join(head) + "\n" + "\n\n".join(summary.markdown() for summary in summaries) + "\n"
