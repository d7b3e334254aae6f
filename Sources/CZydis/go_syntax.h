/// Instructions as Go's assembler writes them.
#pragma once
#include "include/czydis.h"
#include <Zydis/Zydis.h>

/// Fills in the text and where the operand stands in it that a symbol may take the place of.
/// - name: what Zydis calls the instruction.
void sonde_go_text(
    const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands, const char *name,
    uint64_t address, sonde_instruction *result);
