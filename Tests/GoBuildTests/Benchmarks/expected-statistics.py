#!/usr/bin/env python3
"""What benchmark statistics should be, by SciPy and by counting: writes expected-statistics.tsv.

Draws the same files as BenchmarkFileGenerator.swift and computes medians, intervals, p-values and verdicts from their
definitions. Needs scipy (made with 1.17.1):  python3 expected-statistics.py > expected-statistics.tsv
"""
import math
import statistics
from collections import defaultdict
from fractions import Fraction

from scipy.stats import binom, mannwhitneyu, norm

MASK = (1 << 64) - 1
COUNTS = [3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 26, 30, 31, 40, 50, 51, 60]
SHIFTS = [0, 0, 5, 20, 50, -30, 200]
WIDTHS = [500, 5_000, 30_000]


class Case:
    def __init__(self, index):
        self.index, self.state = index, 0x5EED0000 + index

    def draw(self, limit):
        self.state = self.state + 0x9E3779B97F4A7C15 & MASK
        z = self.state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
        return (z ^ z >> 31) % limit

    def varied(self, base, width, shift):
        parts = 1_000_000 + shift * 1_000 - 4 * width
        for _ in range(4):
            parts += self.draw(2 * width + 1)
        return base * parts // 1_000_000

    def file(self, benchmarks, count, is_new):
        """The text, and values by package, name and base unit."""
        lines, values = ["goos: linux", "goarch: amd64"], defaultdict(list)
        for package in ["example.com/a", "example.com/b"] if self.index % 7 == 6 else ["example.com/a"]:
            lines.append("pkg: " + package)
            for turn in range(count):
                for name, time, size, shift, width in benchmarks:
                    value = self.varied(time, width, shift if is_new else 0)
                    if self.index % 4 == 1:
                        step = max(1, time // 40)
                        value = value // step * step + step
                    words = [f"Benchmark{name}-8 ", str(1 + self.draw(1_000_000))]

                    def add(number, text, unit, base, factor):
                        words.append(f"{text} {unit}")
                        values[package, name + "-8", base].append(number * factor)

                    add(value, f"{value // 100}.{value % 100:02}", "ns/op", "sec/op", Fraction(1, 10**11))
                    if self.index % 3 == 0:
                        speed = self.varied(1_000_000, width, 0 if is_new else shift)
                        add(speed, f"{speed // 100}.{speed % 100:02}", "MB/s", "B/s", Fraction(10**4))
                    if self.index % 2 == 0:
                        used = size + self.draw(3)
                        add(used, str(used), "B/op", "B/op", Fraction(1))
                        add(size // 16, str(size // 16), "allocs/op", "allocs/op", Fraction(1))
                    lines.append("\t".join(words))
                if turn % 4 == 3:
                    lines.append("    decode_test.go:31: a log of a test")
            lines += ["PASS", f"ok  \t{package}\t1.204s"]
        return "".join(line + ("\r\n" if self.index % 11 == 5 else "\n") for line in lines), values

    def files(self):
        benchmarks = []
        for number in range(1 + self.draw(3)):
            name = f"Decode/size={number * 64}" if number else "Decode"
            time, size = 100 + self.draw(1_000_000_000), 16 * self.draw(4_000)
            benchmarks.append((name, time, size, SHIFTS[self.draw(len(SHIFTS))], WIDTHS[self.draw(len(WIDTHS))]))
        count = COUNTS[self.index % len(COUNTS)]
        other = COUNTS[(self.index * 7 + 3) % len(COUNTS)] if self.index % 5 == 4 else count
        return self.file(benchmarks, count, False), self.file(benchmarks, other, True)


def interval(values, confidence=0.95):
    """Bounds of the median by order statistics; None for infinite ones.

    Up to 30 values the gaps between order statistics are gathered in the order of their binomial probability, of two as
    likely the left one; beyond by the normal approximation with continuity correction, rounded outwards, without the last
    gap if that is still enough.
    """
    count = len(values)
    if count <= 30:
        gaps = sorted(range(count + 1), key=lambda k: (-math.comb(count, k), k))
        taken, total = [], 0
        while total < confidence and len(taken) <= count:
            taken.append(gaps[len(taken)])
            total = sum(binom.pmf(k, count, 0.5) for k in taken)
        low, high = min(taken), max(taken) + 1
    else:
        mean, deviation = count / 2, math.sqrt(count) / 2
        edge = norm.ppf((1 - confidence) / 2, mean, deviation)
        low = math.floor(edge - 0.5) + 1
        high = math.ceil(2 * mean - edge - 0.5) + 1

        def covered(high):
            return norm.cdf(high - 0.5, mean, deviation) - norm.cdf(low - 0.5, mean, deviation)

        if confidence <= covered(high - 1) < covered(high):
            high -= 1
    ordered = sorted(values)
    return (ordered[low - 1] if low >= 1 else None), (ordered[high - 1] if high <= count else None)


def permutations(first, second):
    """The exact two-sided p-value with ties: mid-ranks of all ways to choose the first sample, counted."""
    merged = sorted(first + second)
    doubled = {v: merged.index(v) + 1 + len(merged) - merged[::-1].index(v) for v in set(merged)}
    ways = {(0, 0): 1}
    for value in merged:
        grown = defaultdict(int, ways)
        for (chosen, total), number in ways.items():
            if chosen < len(first):
                grown[chosen + 1, total + doubled[value]] += number
        ways = grown
    seen = sum(doubled[v] for v in first)
    if seen == len(first) * (len(merged) + 1):
        return 1.0
    totals = {total: number for (chosen, total), number in ways.items() if chosen == len(first)}
    tail = min(sum(n for t, n in totals.items() if t <= seen), sum(n for t, n in totals.items() if t >= seen))
    return min(1.0, float(Fraction(2 * tail, math.comb(len(merged), len(first)))))


def p_value(first, second):
    if len(set(first + second)) == 1:
        return None
    has_ties, largest = len(set(first + second)) < len(first + second), max(len(first), len(second))
    if not has_ties and largest <= 50:
        return mannwhitneyu([float(v) for v in first], [float(v) for v in second], method="exact").pvalue
    if has_ties and largest <= 25:
        return permutations(first, second)
    return mannwhitneyu([float(v) for v in first], [float(v) for v in second], method="asymptotic").pvalue


def fingerprint(text):
    """FNV-1a of 64 bits: that both generators draw the same."""
    state = 0xCBF29CE484222325
    for byte in text.encode():
        state = (state ^ byte) * 0x100000001B3 & MASK
    return f"{state:016x}"


def text(value):
    return "" if value is None else f"{float(value):.12g}"


def main():
    print("# case\tpackage\tname\tunit\told: n\tmedian\tlow\thigh\tnew: n\tmedian\tlow\thigh\tp\tverdict")
    for index in range(50):
        (old, before), (new, after) = Case(index).files()
        print(f"{index}\tfiles\t{fingerprint(old)}\t{fingerprint(new)}")
        for key in before:
            first, second = before[key], after[key]
            p = p_value(first, second)
            old_median, new_median = statistics.median(first), statistics.median(second)
            verdict = "~"
            if p is not None and p <= 0.05:
                verdict = "0.00%" if old_median == new_median else f"{float(new_median / old_median - 1) * 100:+.2f}%"
            row = [index, *key]
            for values, median in [(first, old_median), (second, new_median)]:
                row += [len(values), text(median), *map(text, interval(values))]
            print("\t".join(map(str, row + [text(p), verdict])))


main()
