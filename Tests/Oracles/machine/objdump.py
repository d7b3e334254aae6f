"""What `go tool objdump` says of each function: a line of `name`, a tab and `key=number` for each, from its
output on standard input.

Counts are made of the text of calls, boundaries of the addresses. `starts` is a checksum of the distances at which
instructions begin, without those of INT3, which the tool leaves out between functions and at their ends.
"""
import re
import sys

KINDS = {
    "allocations": r"newobject|mallocgc|makeslice|growslice|makemap|makechan|convT|concat(string|byte)|"
    r"slicebytetostring(?!tmp)|stringtoslice|slicerunetostring|intstring|newarray|moveSlice|raw(string|byteslice|runeslice)",
    "boundsChecks": r"panic(Index|Slice|Extend|Bounds)",
    "panics": r"gopanic|panic(?!Index|Slice|Extend|Bounds|dottype|nildottype)(?=\w)",
    "writeBarriers": r"gcWriteBarrier|wb(Zero|Move)|typedmem(move|clr)|typedslicecopy|memclrHasPointers|bulkBarrierPreWrite",
    "defers": r"defer(proc|rangefunc|return|convert)|gorecover",
    "goStatements": r"newproc",
    "mapOperations": r"map(access|assign|delete|iter|Iter|clear|clone)",
    "interfaceOperations": r"typeAssert|assert[EI]2I|interfaceSwitch|[ei]faceeq|convI2I|getitab|panic(nil)?dottype",
    "channelOperations": r"chan(send|recv)|closechan|select(go|nb)",
    "stackGrowths": r"morestack",
}
KINDS = {kind: re.compile(r"runtime\.(?:%s)" % names) for kind, names in KINDS.items()}
# Instructions of which the tool does not know how long they are.
UNKNOWN = {"?", "RORXL", "RORXQ", "VZEROUPPER", "ADCXQ", "ADOXQ", "MULXQ", "MULXL", "ADCXL", "ADOXL"}
ARM64 = sys.argv[1] == "arm64"


def finish(function):
    if function:
        print(name + "\t" + " ".join("%s=%d" % entry for entry in function.items()))


current = None
name = ""
for line in sys.stdin.buffer:
    line = line.decode("utf-8", "replace")
    if line.startswith("TEXT "):
        finish(current)
        current = None
        name = line[5:].rsplit("(SB)", 1)[0]
        continue
    fields = [field.strip() for field in line.split("\t") if field.strip()]
    if len(fields) < 4:
        continue
    address, code, text = int(fields[1], 16), fields[2], fields[3]
    if current is None:
        current = {"address": address, "calls": 0, "dynamicCalls": 0, "unknown": 0, "count": 0, "starts": 0}
        current.update({kind: 0 for kind in KINDS})
    operation, _, operand = text.partition(" ")
    # What the tool calls an instruction it may have cut off: these are VEX and others behind 66 or F2.
    if operation in UNKNOWN or "?" in operation or operation.startswith(("RORX", "MULX", "ADCX", "ADOX")):
        current["unknown"] += 1
    if ARM64 or code != "cc":
        current["count"] += 1
        current["starts"] = (current["starts"] * 31 + address - current["address"] + 1) % (1 << 56)
    if operation == "CALL":
        if (int(code, 16) >> 26 == 0x25) if ARM64 else code.startswith("e8"):
            current["calls"] += 1
            for kind, names in KINDS.items():
                if names.match(operand):
                    current[kind] += 1
        else:
            current["dynamicCalls"] += 1
finish(current)
