/// Byte offsets of runtime structures on 64-bit linux, one column for each Go minor version.
///
/// Taken from the DWARF of programs built by 1.21.13, 1.22.10, 1.23.9, 1.24.11, 1.25.5, 1.26.6 and 1.27.3;
/// `Documentation/new-go-version.md` says how to add a column. A row without a field name holds the structure's size;
/// -1 means that the version has no such field.
enum RuntimeLayoutTable {
    struct Row {
        let structure: String
        let field: String
        let offsets: [Int]

        init(_ structure: String, _ field: String, _ offsets: [Int]) {
            self.structure = structure
            self.field = field
            self.offsets = offsets
        }
    }

    /// Minor versions of Go 1, in the order of the columns.
    static let minorVersions = [21, 22, 23, 24, 25, 26, 27]

    static let rows: [Row] = [
        Row("runtime.g", "", [408, 424, 432, 440, 440, 456, 456]),
        Row("runtime.g", "stack", [0, 0, 0, 0, 0, 0, 0]),
        Row("runtime.g", "m", [48, 48, 48, 48, 48, 48, 48]),
        Row("runtime.g", "sched", [56, 56, 56, 56, 56, 56, 56]),
        Row("runtime.g", "syscallsp", [112, 112, 112, 112, 104, 104, 104]),
        Row("runtime.g", "syscallpc", [120, 120, 120, 120, 112, 112, 112]),
        Row("runtime.g", "syscallbp", [-1, -1, 128, 128, 120, 120, 120]),
        Row("runtime.g", "atomicstatus", [144, 144, 152, 152, 144, 144, 144]),
        Row("runtime.g", "goid", [152, 152, 160, 160, 152, 152, 152]),
        Row("runtime.g", "waitsince", [168, 168, 176, 176, 168, 168, 168]),
        Row("runtime.g", "waitreason", [176, 176, 184, 184, 176, 176, 176]),
        Row("runtime.g", "trackingSeq", [188, 191, 199, 199, 191, 191, 191]),
        Row("runtime.g", "lockedm", [208, 208, 216, 216, 208, 208, 208]),
        Row("runtime.g", "parentGoid", [272, 272, 280, 280, 272, 280, 280]),
        Row("runtime.g", "gopc", [280, 280, 288, 288, 280, 288, 288]),
        Row("runtime.g", "startpc", [296, 296, 304, 304, 296, 304, 304]),
        Row("runtime.g", "waiting", [312, 312, 320, 320, 312, 320, 320]),
        Row("runtime.g", "labels", [344, 344, 352, 352, 344, 352, 352]),
        Row("runtime.g", "timer", [352, 352, 360, 360, 352, 360, 360]),
        Row("runtime.g", "sleepWhen", [-1, -1, 368, 368, 360, 368, 368]),
        Row("runtime.g", "coroarg", [-1, 368, 384, 384, 376, 384, 384]),
        Row("runtime.g", "bubble", [-1, -1, -1, -1, 384, 392, 392]),
        Row("runtime.g", "syncGroup", [-1, -1, -1, 392, -1, -1, -1]),
        Row("runtime.g", "runningCleanups", [-1, -1, -1, -1, 218, 220, 220]),
        Row("runtime.gobuf", "", [56, 56, 56, 56, 48, 48, 48]),
        Row("runtime.gobuf", "sp", [0, 0, 0, 0, 0, 0, 0]),
        Row("runtime.gobuf", "pc", [8, 8, 8, 8, 8, 8, 8]),
        Row("runtime.gobuf", "g", [16, 16, 16, 16, 16, 16, 16]),
        Row("runtime.gobuf", "lr", [40, 40, 40, 40, 32, 32, 32]),
        Row("runtime.gobuf", "bp", [48, 48, 48, 48, 40, 40, 40]),
        Row("runtime.m", "", [1008, 2024, 1760, 1832, 1816, 1824, 1832]),
        Row("runtime.m", "g0", [0, 0, 0, 0, 0, 0, 0]),
        Row("runtime.m", "procid", [72, 72, 72, 72, 64, 64, 64]),
        Row("runtime.m", "curg", [192, 192, 192, 192, 184, 184, 184]),
        Row("runtime.m", "p", [208, 208, 208, 208, 200, 208, 208]),
        Row("runtime.m", "lockedg", [352, 344, 344, 368, 360, 384, 384]),
        Row("runtime.m", "incgo", [280, 280, 280, 280, 272, 280, 280]),
        Row("runtime.m", "alllink", [336, 328, 328, 352, 344, 352, 352]),
        Row("runtime.sudog", "", [88, 88, 88, 88, 88, 104, 104]),
        Row("runtime.sudog", "g", [0, 0, 0, 0, 0, 0, 0]),
        Row("runtime.sudog", "next", [8, 8, 8, 8, 8, 8, 8]),
        Row("runtime.sudog", "prev", [16, 16, 16, 16, 16, 16, 16]),
        Row("runtime.sudog", "elem", [24, 24, 24, 24, 24, 24, 24]),
        Row("runtime.sudog", "isSelect", [52, 52, 52, 52, 52, 60, 60]),
        Row("runtime.sudog", "parent", [56, 56, 56, 56, 56, 64, 64]),
        Row("runtime.sudog", "waitlink", [64, 64, 64, 64, 64, 72, 72]),
        Row("runtime.sudog", "c", [80, 80, 80, 80, 80, 88, 88]),
        Row("runtime.hchan", "", [96, 96, 104, 104, 112, 112, 112]),
        Row("runtime.hchan", "qcount", [0, 0, 0, 0, 0, 0, 0]),
        Row("runtime.hchan", "dataqsiz", [8, 8, 8, 8, 8, 8, 8]),
        Row("runtime.hchan", "elemsize", [24, 24, 24, 24, 24, 24, 24]),
        Row("runtime.hchan", "elemtype", [32, 32, 40, 40, 40, 40, 40]),
        Row("runtime.hchan", "closed", [28, 28, 28, 28, 28, 28, 28]),
        Row("runtime.hchan", "timer", [-1, -1, 32, 32, 32, 32, 32]),
        Row("runtime.hchan", "recvq", [56, 56, 64, 64, 64, 64, 64]),
        Row("runtime.hchan", "sendq", [72, 72, 80, 80, 80, 80, 80]),
        Row("runtime.notifyList", "", [32, 32, 32, 32, 32, 32, 32]),
        Row("runtime.notifyList", "wait", [0, 0, 0, 0, 0, 0, 0]),
        Row("runtime.notifyList", "notify", [4, 4, 4, 4, 4, 4, 4]),
        Row("runtime.notifyList", "head", [16, 16, 16, 16, 16, 16, 16]),
        Row("runtime.notifyList", "tail", [24, 24, 24, 24, 24, 24, 24]),
        Row("runtime.semaRoot", "", [24, 24, 24, 24, 24, 24, 24]),
        Row("runtime.semaRoot", "treap", [8, 8, 8, 8, 8, 8, 8]),
        Row("runtime.semaRoot", "nwait", [16, 16, 16, 16, 16, 16, 16]),
        Row("runtime.pollDesc", "", [248, 248, 280, 280, 296, 296, 296]),
        Row("runtime.pollDesc", "fd", [8, 8, 8, 8, 8, 8, 8]),
        Row("runtime.pollDesc", "rg", [32, 32, 32, 32, 32, 32, 32]),
        Row("runtime.pollDesc", "wg", [40, 40, 40, 40, 40, 40, 40]),
        Row("runtime.pollDesc", "rd", [144, 144, 160, 160, 168, 168, 168]),
        Row("runtime.pollDesc", "wd", [232, 232, 264, 264, 280, 280, 280]),
        Row("runtime.pollDesc", "self", [240, 240, 272, 272, 288, 288, 288]),
        Row("runtime.timer", "", [72, 72, 88, 88, 96, 96, 96]),
        Row("runtime.timer", "when", [8, 8, 16, 16, 24, 24, 24]),
        Row("runtime.timer", "period", [16, 16, 24, 24, 32, 32, 32]),
        Row("runtime.coro", "", [-1, 16, 32, 32, 32, 32, 32]),
        Row("runtime.coro", "gp", [-1, 0, 0, 0, 0, 0, 0]),
        Row("runtime.coro", "f", [-1, 8, 8, 8, 8, 8, 8]),
        Row("runtime.schedt", "", [1632, 6824, 6824, 6824, 6848, 6872, 6872]),
        Row("runtime.schedt", "gcwaiting", [232, 232, 232, 232, 248, 264, 264]),
        Row("runtime.schedt", "nmsys", [60, 60, 60, 60, 68, 84, 84]),
        Row("runtime.p", "", [8912, 8944, 8944, 8952, 9512, 15920, 15920]),
        Row("runtime.p", "id", [0, 0, 0, 0, 0, 0, 0]),
        Row("runtime.p", "status", [4, 4, 4, 4, 4, 4, 4]),
        Row("runtime.p", "runqhead", [400, 400, 392, 392, 392, 400, 400]),
        Row("runtime.p", "runqtail", [404, 404, 396, 396, 396, 404, 404]),
    ]
}
