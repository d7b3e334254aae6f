/// C access to Zydis: instructions of amd64, one at a time, as text and by what they do. The library is loaded when it
/// is first used, so that the program starts without it.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sonde_zydis sonde_zydis;

enum { SONDE_INTEL = 0, SONDE_ATT = 1 };
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

#ifdef __cplusplus
}
#endif
