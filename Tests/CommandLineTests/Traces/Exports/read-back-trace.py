"""Reads files that sonde converted a trace to, and compares each with the text of Go's own reader of traces.

usage: read-back-trace.py PARSED FORMAT FILE

PARSED is what `go tool trace -d=parsed` prints; FORMAT is perfetto, chrome or csv. Perfetto's files are read with the
classes of the Python package perfetto. Prints a line for each difference; ends with 1 when there is one.
"""

import csv
import json
import re
import sys
import zlib
from collections import Counter, defaultdict

EVENT = re.compile(r"M=(-?\d+) P=(-?\d+) G=(-?\d+) (\w+) Time=(\d+) ?(.*)$")
MOVE = re.compile(r"GoID=(\d+) (\w+)->(\w+) Reason=\"(.*)\"$")
WORDS = {"Runnable": "runnable", "Running": "running", "Syscall": "system call"}
COUNTERS = {
    "/memory/classes/heap/objects:bytes": "heap live",
    "/gc/heap/goal:bytes": "heap goal",
    "/sched/gomaxprocs:threads": "GOMAXPROCS",
}


class Timeline:
    """What a time line shows, in terms that all formats have."""

    def __init__(self):
        self.states = Counter()  # goroutine, state: nanoseconds
        self.roots = {}
        self.on_processors = 0  # nanoseconds that goroutines run on all of them
        self.ranges = Counter()  # kind of track, name: nanoseconds
        self.slices = Counter()  # kind of track, name: number
        self.instants = Counter()  # name: number
        self.counters = defaultdict(list)  # every value, in order, repetitions left out
        self.flows = {}  # begin, goroutine that runs: its time


def value(text, key):
    return json.loads(re.search(key + r'=("(?:[^"\\]|\\.)*")', text).group(1))


def go_text(path):
    """The same from the text of Go's reader."""
    result = Timeline()
    state, since, woken, regions, tasks, ranges = {}, {}, {}, defaultdict(int), set(), {}
    start = now = None
    is_stack = False
    subject = None
    for line in open(path, encoding="utf-8", errors="surrogateescape"):
        match = EVENT.match(line)
        if not match:
            if line.startswith("TransitionStack="):
                is_stack = subject is not None
            elif line.startswith("Stack=") or not line.strip():
                is_stack = False
            elif is_stack and line.startswith("\t") and not line.startswith("\t\t"):
                # Where the runtime had no stack, there is one frame without a name.
                if function := line.strip().rpartition("@ 0x")[0].strip():
                    result.roots[subject] = function
            continue
        thread, processor, goroutine, kind, time, rest = match.groups()
        now, processor, goroutine = int(time), int(processor), int(goroutine)
        start = now if start is None else start
        is_stack, subject = False, None
        if kind == "StateTransition" and (move := MOVE.match(rest)):
            g, old, new, _ = move.groups()
            g = int(g)
            if new != "NotExist":
                subject = g
            if old == new:
                continue
            if old in ("Undetermined", "NotExist"):
                result.roots.pop(g, None)
                since[g] = start if old == "Undetermined" else now
            else:
                result.states[g, WORDS.get(old, "waiting")] += now - since[g]
                if old == "Runnable" and new == "Running" and g in woken:
                    result.flows[woken.pop(g), g] = now
                since[g] = now
            if new == "Runnable" and old in ("Waiting", "NotExist") and goroutine >= 0:
                woken[g] = now
                result.instants["wakes" if old == "Waiting" else "creates"] += 1
            state[g] = new
            if new == "NotExist":
                del state[g]
                regions[g] = 0
        elif kind == "Metric":
            name = COUNTERS[value(rest, "Name")]
            number = int(re.search(r"Uint64\((\d+)\)", rest).group(1))
            if result.counters[name][-1:] != [number]:
                result.counters[name].append(number)
        elif kind in ("RangeBegin", "RangeActive"):
            ranges.setdefault((value(rest, "Name"), re.search(r"Scope=(\S+)", rest).group(1)), (now, kind))
        elif kind == "RangeEnd":
            name, scope = value(rest, "Name"), re.search(r"Scope=(\S+)", rest).group(1)
            begin, first = ranges.pop((name, scope))
            add_range(result, name, now - (start if first == "RangeActive" else begin))
        elif kind == "RegionBegin":
            regions[goroutine] += 1
            result.slices["region", value(rest, "Type")] += 1
        elif kind == "RegionEnd":
            if regions[goroutine] > 0:
                regions[goroutine] -= 1
            else:
                result.slices["region", value(rest, "Type")] += 1
        elif kind == "TaskBegin":
            tasks.add(int(re.search(r"ID=(\d+)", rest).group(1)))
            result.slices["task", value(rest, "Type")] += 1
        elif kind == "TaskEnd":
            task = int(re.search(r"ID=(\d+)", rest).group(1))
            if task not in tasks and (not tasks or task < min(tasks)):
                result.slices["task", value(rest, "Type") or "task"] += 1
        elif kind == "Log":
            result.instants["log " + (value(rest, "Category") or "log")] += 1
        elif kind == "StackSample":
            result.instants["CPU sample"] += 1
        elif kind == "Label" and goroutine >= 0:
            result.instants["log " + value(rest, "Label")] += 1
    for g, last in state.items():
        result.states[g, WORDS.get(last, "waiting")] += now - since[g]
    for (name, _), (begin, first) in ranges.items():
        add_range(result, name, now - (start if first == "RangeActive" else begin))
    result.on_processors = sum(time for (_, what), time in result.states.items() if what == "running")
    return result


def add_range(result, name, duration):
    stop = re.match(r"stop-the-world \((.*)\)$", name)
    kinds = {"GC concurrent mark phase": "GC marking", "GC incremental sweep": "GC sweep", "GC mark assist": "GC assist"}
    key = ("stop the world", stop.group(1)) if stop else (kinds[name], kinds[name])
    result.ranges[key] += duration
    result.slices[key] += 1


class Reader:
    """Puts slices, instants and the like of a file into a time line. Tracks are (kind, goroutine or number, name)."""

    def __init__(self):
        self.result = Timeline()
        self.failures = []
        self.open = defaultdict(list)
        self.sources, self.targets = {}, {}

    def check(self, holds, what):
        if not holds:
            self.failures.append(what)

    def slice(self, track, name, begin, end, depth=0):
        kind, number, title = track
        self.check(end >= begin, f"{name} on {title} ends before it begins")
        if kind == "goroutine":
            state = "waiting" if name.startswith("waiting (") else name
            self.result.states[number, state] += end - begin
            root = title.removeprefix(f"goroutine {number}").strip()
            if root:
                self.result.roots[number] = root
        elif kind == "processor":
            if depth == 0:
                self.result.on_processors += end - begin
            else:
                self.check(name == "system call", f"{name} is inside of a run")
                self.result.on_processors -= end - begin
        else:
            if kind not in ("region", "task"):
                self.result.ranges[kind, name] += end - begin
            self.result.slices[kind, name] += 1

    def begin(self, track, name, time):
        self.open[track[:2]].append((name, time))

    def end(self, track, time):
        if not self.open[track[:2]]:
            self.failures.append(f"an end without a begin on {track}")
            return
        name, begin = self.open[track[:2]].pop()
        self.slice(track, name, begin, time, len(self.open[track[:2]]))

    def instant(self, name):
        known = ("wakes", "creates", "CPU sample")
        self.result.instants[name if name in known else "log " + name] += 1

    def count(self, name, number):
        if self.result.counters[name][-1:] != [number]:
            self.result.counters[name].append(number)

    def finish(self):
        self.check(not any(self.open.values()), "slices are left open")
        for flow, (time, goroutine) in self.targets.items():
            self.check(flow in self.sources, f"flow {flow} has no begin")
            self.check(self.sources.get(flow, time) < time, f"flow {flow} goes back in time")
            self.result.flows[self.sources.get(flow), goroutine] = time
        return self.result


def perfetto(path, reader):
    from perfetto.protos.perfetto.trace import perfetto_trace_pb2 as proto

    outer = proto.Trace()
    outer.ParseFromString(open(path, "rb").read())
    trace = proto.Trace()
    for packet in outer.packet:
        reader.check(packet.HasField("compressed_packets"), "a packet is not compressed")
        reader.check(packet.ByteSize() < 512 << 10, "a packet is too large")
        trace.MergeFromString(zlib.decompress(packet.compressed_packets))
    names, texts, keys, stacks, functions, frames = {}, {}, {}, set(), set(), set()
    tracks, events = {}, []
    kinds = {"regions": "region", "regions from before": "region", "GC sweep": "GC sweep", "GC assist": "GC assist"}

    def describe(track):
        parent = tracks.get(track.parent_uuid)
        above = parent[2] if parent else ""
        name = track.name or track.process.process_name
        reader.check(name, f"track {track.uuid} has no name")
        reader.check(not track.parent_uuid or parent, f"{name} stands before its parent")
        if above == "Goroutines":
            return ("goroutine", int(name.split(" ")[1]), name)
        if above == "Processors":
            return ("processor", track.uuid, name)
        if above == "Tasks":
            return ("task", track.uuid, name)
        if track.HasField("counter"):
            return ("counter", track.uuid, name)
        return (kinds.get(name, name), track.uuid, name)

    is_first = True
    for packet in trace.packet:
        if is_first:
            reader.check(packet.sequence_flags == 1, "the first packet does not clear the state")
            clock = packet.trace_packet_defaults.timestamp_clock_id
            is_first = False
        reader.check(packet.trusted_packet_sequence_id == 1, "a packet of another sequence")
        for each in packet.interned_data.event_names:
            reader.check(each.iid not in names, f"name {each.iid} is given twice")
            names[each.iid] = each.name
        for each in packet.interned_data.debug_annotation_names:
            keys[each.iid] = each.name
        for each in packet.interned_data.debug_annotation_string_values:
            texts[each.iid] = each.str.decode()
        functions.update(each.iid for each in packet.interned_data.function_names)
        for each in packet.interned_data.frames:
            reader.check(each.function_name_id in functions, "a frame without a function")
            frames.add(each.iid)
        for each in packet.interned_data.callstacks:
            reader.check(frames.issuperset(each.frame_ids), "a stack with an unknown frame")
            stacks.add(each.iid)
        if packet.HasField("track_descriptor"):
            before = tracks.get(packet.track_descriptor.uuid)
            tracks[packet.track_descriptor.uuid] = now = describe(packet.track_descriptor)
            reader.check(not before or now[2].startswith(before[2] + " "), f"{now[2]} is described twice")
        if packet.HasField("clock_snapshot"):
            reader.check(clock in [c.clock_id for c in packet.clock_snapshot.clocks], "the clock is not read")
            reader.check(packet.clock_snapshot.primary_trace_clock == 3, "another main clock")
        if packet.HasField("track_event"):
            event = packet.track_event
            reader.check(event.track_uuid in tracks, f"track {event.track_uuid} is not described")
            reader.check(not event.name_iid or event.name_iid in names, "a name is not given")
            reader.check(not event.callstack_iid or event.callstack_iid in stacks, "a stack is not given")
            for fact in event.debug_annotations:
                reader.check(fact.name_iid in keys, "a fact has no name")
                reader.check(not fact.string_value_iid or fact.string_value_iid in texts, "a fact has no text")
            events.append((packet.timestamp, len(events), event))
    kind = proto.TrackEvent
    for time, _, event in sorted(events, key=lambda each: each[:2]):
        track = tracks[event.track_uuid]
        if event.type == kind.TYPE_SLICE_BEGIN:
            reader.begin(track, names[event.name_iid], time)
        elif event.type == kind.TYPE_SLICE_END:
            reader.end(track, time)
        elif event.type == kind.TYPE_INSTANT:
            reader.instant(names[event.name_iid])
        elif event.type == kind.TYPE_COUNTER:
            reader.count(track[2], event.counter_value)
        for flow in event.flow_ids:
            reader.sources[flow] = time
        for flow in event.terminating_flow_ids:
            reader.targets[flow] = (time, track[1])


def chrome(path, reader):
    document = json.load(open(path, encoding="utf-8"), parse_float=lambda text: text)
    origin = document["otherData"]["originNanoseconds"]
    groups, threads = {}, {}

    def nanoseconds(text):
        whole, _, rest = text.partition(".")
        return int(whole) * 1000 + int(rest)

    kinds = {"Goroutines": "goroutine", "Processors": "processor", "Regions": "region", "GC assists": "GC assist"}
    kinds |= {"GC sweeps": "GC sweep"}
    for event in document["traceEvents"]:
        phase, place = event["ph"], (event["pid"], event["tid"])
        if phase == "M":
            if event["name"] == "process_name":
                groups[event["pid"]] = event["args"]["name"]
            elif event["name"] == "thread_name":
                threads[place] = event["args"]["name"]
            continue
        time = origin + nanoseconds(event["ts"])
        reader.check(event["pid"] in groups, f"process {event['pid']} has no name")
        if phase == "C":
            reader.count(event["name"], next(iter(event["args"].values())))
            continue
        if phase in "be":
            track = ("task" if event["cat"] == "task" else "region", event["id"], event["cat"])
            reader.begin(track, event["name"], time) if phase == "b" else reader.end(track, time)
            continue
        reader.check(place in threads, f"thread {place} has no name")
        title = threads.get(place, "")
        track = (kinds.get(groups[event["pid"]], title), event["tid"], title)
        if phase == "X":
            reader.slice(track, event["name"], time, time + nanoseconds(event["dur"]))
        elif phase == "B":
            reader.begin(track, event["name"], time)
        elif phase == "E":
            reader.end(track, time)
        elif phase == "i":
            reader.instant(event["name"])
        elif phase == "s":
            reader.sources[event["id"]] = time
        elif phase == "f":
            reader.targets[event["id"]] = (time, event["tid"])
        else:
            reader.failures.append(f"an event of kind {phase}")


def intervals(path, reader):
    words = {"syscall": "system call"}
    raw = open(path, "rb").read()
    reader.check(raw.count(b"\r\n") == raw.count(b"\n"), "lines do not end as RFC 4180 says")
    rows = list(csv.DictReader(open(path, encoding="utf-8", newline=""), strict=True))
    for row in rows:
        reader.check(None not in row and None not in row.values(), f"a row of another width: {row}")
        goroutine = int(row["goroutine"])
        reader.result.states[goroutine, words.get(row["state"], row["state"])] += int(row["duration_ns"])
        if row["root"]:
            reader.result.roots[goroutine] = row["root"]
        reader.check(row["stack"].split(";")[0] == row["top"].replace(";", ","), "the top is not on the stack")
        reader.check(bool(row["kind"]) == (row["state"] == "waiting") or row["kind"] == "lost processor", f"kind: {row}")
    ends = [int(row["start_ns"]) + int(row["duration_ns"]) for row in rows if row["ends"] == "no"]
    reader.check(len(set(ends)) <= 1, "intervals that do not end have several ends")


def main(parsed, form, path):
    expected = go_text(parsed)
    reader = Reader()
    {"perfetto": perfetto, "chrome": chrome, "csv": intervals}[form](path, reader)
    found = reader.finish()

    def compare(what, found, wanted):
        if found != wanted:
            keys = sorted((k for k in set(found) | set(wanted) if found.get(k) != wanted.get(k)), key=str)
            reader.failures.append(
                f"{what}: {len(keys)} differ, such as {keys[0]}: {found.get(keys[0])} for {wanted.get(keys[0])}")

    compare("states", +found.states, +expected.states)
    for goroutine, root in found.roots.items():
        reader.check(expected.roots.get(goroutine) == root, f"goroutine {goroutine} is called {root} for {expected.roots.get(goroutine)}")
    nameless = set(expected.roots) - set(found.roots)
    reader.check(not nameless, f"goroutines without a name: {sorted(nameless)}")
    if form != "csv":
        compare("flows", found.flows, expected.flows)
        compare("ranges", +found.ranges, +expected.ranges)
        compare("slices", +found.slices, +expected.slices)
        compare("instants", +found.instants, +expected.instants)
        for name in COUNTERS.values():
            if found.counters[name] != expected.counters[name]:
                reader.failures.append(f"{name}: {len(found.counters[name])} for {len(expected.counters[name])} values")
        if found.on_processors != expected.on_processors:
            reader.failures.append(f"on processors: {found.on_processors} ns for {expected.on_processors}")
    print(
        f"{form}: {len(found.states)} sums, {len(found.flows)} flows, {sum(found.slices.values())} slices, "
        f"{sum(found.instants.values())} instants", file=sys.stderr)
    print("\n".join(reader.failures[:20]))
    return 1 if reader.failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
