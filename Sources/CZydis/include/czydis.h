/// C access to Zydis: instructions of amd64, one at a time, as text and by what they do. The library is loaded when it
/// is first used, so that the program starts without it.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sonde_zydis sonde_zydis;

enum { SONDE_INTEL = 0, SONDE_ATT = 1, SONDE_GO = 2 };
enum { SONDE_NEXT = 0, SONDE_CALL = 1, SONDE_JUMP = 2, SONDE_RETURN = 3 };
enum { SONDE_ZYDIS_READY = 0, SONDE_ZYDIS_MISSING = 1, SONDE_ZYDIS_OTHER = 2, SONDE_ZYDIS_FAILED = 3 };

typedef struct {
    /// Bytes; at least 1.
    uint32_t length;
    /// What comes next: one of SONDE_NEXT and the others.
    uint32_t flow;
    /// Where a direct call or jump leads to, if `has_target`.
    uint64_t target;
    /// What an operand beside the program counter refers to, if `has_reference`.
    uint64_t reference;
    uint8_t has_target;
    uint8_t has_reference;
    /// In Go's syntax: where in the text the target or the reference stands, and how long it is; 0 for none.
    uint16_t place_start;
    uint16_t place_length;
    /// Prefixes, name and operands as the syntax has them.
    char text[256];
} sonde_instruction;

/// File name of the shared library that fits this program.
const char *sonde_zydis_library(void);

/// A decoder; NULL with a reason: the library is missing, of another version, or failed. For one thread at a time.
sonde_zydis *sonde_zydis_open(int syntax, int *reason);
void sonde_zydis_close(sonde_zydis *decoder);

/// Decodes the instruction at the start of `code`, which lies at `address`. Returns 0 for what is none.
int sonde_zydis_decode(
    sonde_zydis *decoder, const void *code, size_t size, uint64_t address, sonde_instruction *result);

/// Transfers of control that may leave a run of code; jumps within it are not among them.
enum { SONDE_FLOW_CALL = 1, SONDE_FLOW_DYNAMIC_CALL = 2, SONDE_FLOW_JUMP = 3, SONDE_FLOW_DYNAMIC_JUMP = 4 };

typedef struct {
    /// Where a direct call or jump leads to; 0 for the others.
    uint64_t target;
    /// From the start of the run to behind the instruction.
    uint64_t end;
    uint32_t kind;
} sonde_flow;

/// How far a run was decoded; all 0 at first.
typedef struct {
    size_t position;
    size_t instructions;
    /// Bytes that are no instruction; the next byte was tried then.
    size_t bad;
} sonde_scan;

/// Decodes on from `scan->position` to the end, or until `capacity` transfers are found; returns their number. `starts`,
/// if it is not NULL, has a byte for each byte of the code: 1 where an instruction or a bad byte begins.
size_t sonde_zydis_scan(
    sonde_zydis *decoder, const void *code, size_t size, uint64_t address, sonde_flow *flows, size_t capacity,
    uint8_t *starts, sonde_scan *scan);

#ifdef __cplusplus
}
#endif
