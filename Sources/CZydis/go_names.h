/// What Go's assembler calls the instructions whose names differ from those of Zydis, as data.
#pragma once
#include <Zydis/Zydis.h>

/// Names that stand for those of Zydis in capitals; NULL for most.
extern const char *const sonde_go_names[ZYDIS_MNEMONIC_MAX_VALUE + 1];

/// What the name says of the size of the operands, as a letter behind it.
typedef enum {
    GO_PLAIN = 0,
    /// B, W, L or Q.
    GO_SIZE,
    /// L or Q by the general register among the operands, or by the memory in its place.
    GO_INTEGER,
    /// Q for a general register of 64 bits; nothing for one of 32.
    GO_WIDE,
    /// X, Y: vectors are converted to narrower ones, whose size does not tell. Nothing for 512 bits.
    GO_VECTOR,
    /// X, Y or Z: only a mask comes out.
    GO_ANY_VECTOR,
} sonde_go_suffix;

extern const unsigned char sonde_go_suffixes[ZYDIS_MNEMONIC_MAX_VALUE + 1];

/// Operands that are implied by the name and are written all the same; source first. The letters: S is memory that SI
/// points to, D that of DI, B that of BX, A the accumulator, X the register DX. NULL for most.
extern const char *const sonde_go_implied[ZYDIS_MNEMONIC_MAX_VALUE + 1];

/// An operand that the code has no bits for, in front of the others; NULL for most.
extern const char *const sonde_go_first[ZYDIS_MNEMONIC_MAX_VALUE + 1];
