"""Reads files that sonde converted a profile to, and compares each with what Go's own pprof says of the profile.

usage: read-back.py RAW FOLDER

RAW is what `pprof -raw` prints. FOLDER has profile.folded, profile.speedscope.json and so on; profile.raw, if there,
is the raw text of the profile that sonde wrote. Prints a line for each difference; ends with 1 when there is one.
"""

import csv
import json
import re
import sys
import xml.etree.ElementTree
from collections import Counter, defaultdict


def read_raw(path):
    """Types, and for each the sum of every stack of function names, root first."""
    lines = open(path, encoding="utf-8").read().split("\n")
    samples_at = lines.index("Samples:")
    locations_at = lines.index("Locations")
    mappings_at = lines.index("Mappings")
    names = {}
    number = None
    for line in lines[locations_at + 1 : mappings_at]:
        match = re.match(r" *(\d+): 0x[0-9a-f]+ (?:M=\d+ )?(?:\[F\] )?(.*)$", line)
        if match:
            number = int(match.group(1))
            names[number] = []
            rest = match.group(2)
        else:
            rest = line.strip()
        function = re.match(r"(.*) [^ ]*:-?\d+:-?\d+ s=-?\d+", rest)
        if function:
            names[number].append(re.sub(r"\(inline\)$", "", function.group(1)).strip())
    types = [kind.split("[")[0].split("/") for kind in lines[samples_at + 1].split()]
    default = next((i for i, k in enumerate(lines[samples_at + 1].split()) if "[dflt]" in k), len(types) - 1)
    stacks = [Counter() for _ in types]
    for line in lines[samples_at + 2 : locations_at]:
        match = re.match(r"([ \d-]+): ([\d ]*)$", line)
        if not match:
            continue
        # A location lists its innermost inlined call first.
        frames = [name for at in match.group(2).split() for name in names[int(at)]]
        for i, value in enumerate(match.group(1).split()):
            stacks[i][tuple(reversed(frames))] += int(value)
    return types, default, [nonzero(s) for s in stacks]


def nonzero(counter):
    return {key: value for key, value in counter.items() if value}


def folded(path):
    result = Counter()
    for line in open(path, encoding="utf-8"):
        stack, _, value = line.rstrip("\n").rpartition(" ")
        result[() if stack == "[no stack]" else tuple(stack.split(";"))] += int(value)
    return nonzero(result)


def speedscope(path):
    document = json.load(open(path))
    frames = document["shared"]["frames"]
    result = {}
    for profile in document["profiles"]:
        assert profile["type"] == "sampled"
        assert profile["endValue"] - profile["startValue"] == sum(profile["weights"]), "speedscope: end value"
        counter = Counter()
        for stack, weight in zip(profile["samples"], profile["weights"], strict=True):
            counter[tuple(frames[i]["name"] for i in stack)] += weight
        result[profile["name"]] = nonzero(counter)
    return result, document["profiles"][document["activeProfileIndex"]]["name"]


def firefox(path, units):
    """Times are milliseconds there, by their weight type."""
    document = json.load(open(path))
    result = {}
    for thread in document["threads"]:
        for name in ("stackTable", "frameTable", "funcTable", "samples"):
            table = thread[name]
            for column, values in table.items():
                if isinstance(values, list):
                    assert len(values) == table["length"], f"firefox: length of {name}.{column}"
        texts, stacks, frames = thread["stringArray"], thread["stackTable"], thread["frameTable"]

        def names(at):
            found = []
            while at is not None:
                found.append(texts[thread["funcTable"]["name"][frames["func"][stacks["frame"][at]]]])
                at = stacks["prefix"][at]
            return tuple(reversed(found))

        factor = 1
        if thread["samples"]["weightType"] == "tracing-ms":
            factor = {"nanoseconds": 1_000_000, "microseconds": 1000, "milliseconds": 1}[units[thread["name"]]]
        counter = Counter()
        for stack, weight in zip(thread["samples"]["stack"], thread["samples"]["weight"], strict=True):
            counter[names(stack)] += round(weight * factor)
        result[thread["name"]] = nonzero(counter)
    return result


def chrome(path):
    """Intervals that nest: what an interval lasts beyond its inner ones is a stack's own."""
    events = json.load(open(path))["traceEvents"]
    names = {e["tid"]: e["args"]["name"] for e in events if e["ph"] == "M" and e["name"] == "thread_name"}
    result = {name.split(" (")[0]: Counter() for name in names.values()}
    open_frames = defaultdict(list)
    for event in (e for e in events if e["ph"] == "X"):
        stack = open_frames[event["tid"]]
        while stack and stack[-1][1] <= event["ts"] + 1e-9:
            stack.pop()
        if stack:
            assert event["ts"] + event["dur"] <= stack[-1][1] + 1e-6, "chrome: an interval sticks out of its parent"
        stack.append((event["name"], event["ts"] + event["dur"]))
        kind = names[event["tid"]].split(" (")[0]
        names_open = tuple(name for name, _ in stack)
        result[kind][() if names_open == ("[no stack]",) else names_open] += event["args"]["self"]
    return {kind: nonzero(counter) for kind, counter in result.items()}


def table(path, types):
    rows = list(csv.DictReader(open(path, encoding="utf-8", newline="")))
    flat = [Counter() for _ in types]
    for row in rows:
        for i, (kind, unit) in enumerate(types):
            flat[i][row["function"]] += int(row[f"flat {kind}/{unit}"])
    return [nonzero(f) for f in flat]


def whole(path):
    document = json.load(open(path))
    functions, locations = document["functions"], document["locations"]
    result = [Counter() for _ in document["sampleTypes"]]
    for sample in document["samples"]:
        frames = [functions[line["function"]]["name"] for at in sample["stack"] for line in locations[at]["lines"]]
        for i, value in enumerate(sample["values"]):
            result[i][tuple(reversed(frames))] += value
    return [nonzero(counter) for counter in result]


def page(text, what):
    """What a self-contained page must not have, and the data that it draws."""
    for pattern in (r"<(?:link|img|iframe|object|embed)\b", r"\bsrc\s*=", r"@import", r"url\(\s*['\"]?http", r"fetch\("):
        assert not re.search(pattern, text), f"{what}: not self-contained: {pattern}"
    data = re.search(r'<script id="flame-data" type="application/json">(.*?)</script>', text, re.S).group(1)
    return json.loads(re.sub(r"^<!\[CDATA\[|\]\]>$", "", data.strip()))


def main(raw, folder):
    types, default, expected = read_raw(raw)
    failures = []

    def compare(what, found, wanted):
        if found != wanted:
            keys = [k for k in set(found) | set(wanted) if found.get(k) != wanted.get(k)]
            failures.append(f"{what}: {len(keys)} differ, such as {keys[0]}: {found.get(keys[0])} for {wanted.get(keys[0])}")

    # A semicolon, as in go.shape.struct { A int; B int }, would part frames.
    commas = {tuple(name.replace(";", ",") for name in stack): value for stack, value in expected[default].items()}
    compare("folded", folded(f"{folder}/profile.folded"), commas)
    scopes, active = speedscope(f"{folder}/profile.speedscope.json")
    foxes = firefox(f"{folder}/profile.firefox.json", dict(types))
    timeline = chrome(f"{folder}/profile.chrome.json")
    everything = whole(f"{folder}/profile.json")
    rows = table(f"{folder}/profile.csv", types)
    if active != types[default][0]:
        failures.append(f"speedscope: opens with {active}")
    for i, (kind, unit) in enumerate(types):
        compare(f"speedscope {kind}", scopes[kind], expected[i])
        compare(f"firefox {kind}", foxes[kind], expected[i])
        compare(f"chrome {kind}", timeline[kind], expected[i])
        compare(f"json {kind}", everything[i], expected[i])
        flat = Counter()
        for stack, value in expected[i].items():
            if stack:
                flat[stack[-1]] += value
        compare(f"csv {kind}", rows[i], nonzero(flat))
    compare("proto", read_raw(f"{folder}/profile.raw")[2][default], expected[default])
    total = sum(expected[default].values())
    xml.etree.ElementTree.parse(f"{folder}/profile.svg")
    for ending in ("svg", "html"):
        data = page(open(f"{folder}/profile.{ending}", encoding="utf-8").read(), ending)
        if data["total"] != total:
            failures.append(f"{ending}: total {data['total']} for {total}")
        used = {name for stack in expected[default] for name in stack}
        if not used <= set(data["names"]):
            failures.append(f"{ending}: {sorted(used - set(data['names']))[:3]} are missing")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
