#include "go_syntax.h"

#include "go_names.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// Sources: plan9x.go in golang.org/x/arch/x86/x86asm for what `go tool objdump` writes, and cmd/internal/obj/x86 for what
// is not known there.

typedef struct {
    char *text;
    size_t capacity;
    size_t length;
} writer;

__attribute__((format(printf, 2, 3))) static void put(writer *out, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int count = vsnprintf(out->text + out->length, out->capacity - out->length, format, arguments);
    va_end(arguments);
    if (count < 0) return;
    out->length += (size_t)count;
    if (out->length >= out->capacity) out->length = out->capacity - 1;
}

static void put_upper(writer *out, const char *name) {
    for (; *name; name++) put(out, "%c", *name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' : *name);
}

static void put_signed(writer *out, int64_t value) {
    if (value < 0) put(out, "-");
    put(out, "0x%" PRIx64, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

// MARK: - Registers

// General registers have one name for all sizes, but for the lowest bytes of the first four.
static void put_register(writer *out, ZydisRegister reg) {
    static const char *const low[] = {"AL", "CL", "DL", "BL", "AH", "CH", "DH", "BH", "SP", "BP", "SI", "DI"};
    static const char *const general[] = {"AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI"};
    static const struct {
        ZydisRegister first, last;
        const char *letters;
    } others[] = {
        {ZYDIS_REGISTER_ST0, ZYDIS_REGISTER_ST7, "F"},    {ZYDIS_REGISTER_MM0, ZYDIS_REGISTER_MM7, "M"},
        {ZYDIS_REGISTER_XMM0, ZYDIS_REGISTER_XMM31, "X"}, {ZYDIS_REGISTER_YMM0, ZYDIS_REGISTER_YMM31, "Y"},
        {ZYDIS_REGISTER_ZMM0, ZYDIS_REGISTER_ZMM31, "Z"}, {ZYDIS_REGISTER_TMM0, ZYDIS_REGISTER_TMM7, "TMM"},
        {ZYDIS_REGISTER_K0, ZYDIS_REGISTER_K7, "K"},      {ZYDIS_REGISTER_CR0, ZYDIS_REGISTER_CR15, "CR"},
        {ZYDIS_REGISTER_DR0, ZYDIS_REGISTER_DR15, "DR"},  {ZYDIS_REGISTER_TR0, ZYDIS_REGISTER_TR7, "TR"},
        {ZYDIS_REGISTER_BND0, ZYDIS_REGISTER_BND3, "BND"},
    };
    static const char *const segments[] = {"ES", "CS", "SS", "DS", "FS", "GS"};
    int number = -1;
    if (reg >= ZYDIS_REGISTER_AL && reg <= ZYDIS_REGISTER_DIL) {
        put(out, "%s", low[reg - ZYDIS_REGISTER_AL]);
        return;
    }
    if (reg >= ZYDIS_REGISTER_R8B && reg <= ZYDIS_REGISTER_R15B) number = 8 + (int)(reg - ZYDIS_REGISTER_R8B);
    if (reg >= ZYDIS_REGISTER_AX && reg <= ZYDIS_REGISTER_R15W) number = (int)(reg - ZYDIS_REGISTER_AX);
    if (reg >= ZYDIS_REGISTER_EAX && reg <= ZYDIS_REGISTER_R15D) number = (int)(reg - ZYDIS_REGISTER_EAX);
    if (reg >= ZYDIS_REGISTER_RAX && reg <= ZYDIS_REGISTER_R15) number = (int)(reg - ZYDIS_REGISTER_RAX);
    if (number >= 8) {
        put(out, "R%d", number);
    } else if (number >= 0) {
        put(out, "%s", general[number]);
    } else if (reg >= ZYDIS_REGISTER_ES && reg <= ZYDIS_REGISTER_GS) {
        put(out, "%s", segments[reg - ZYDIS_REGISTER_ES]);
    } else if (reg == ZYDIS_REGISTER_RIP || reg == ZYDIS_REGISTER_EIP) {
        put(out, "IP");
    } else {
        for (size_t at = 0; at < sizeof others / sizeof *others; at++)
            if (reg >= others[at].first && reg <= others[at].last)
                put(out, "%s%d", others[at].letters, (int)(reg - others[at].first));
    }
}

static int is_general(const ZydisDecodedOperand *operand) {
    return operand->type == ZYDIS_OPERAND_TYPE_REGISTER && operand->reg.value >= ZYDIS_REGISTER_AL
        && operand->reg.value <= ZYDIS_REGISTER_R15;
}

// MARK: - Names

static int is_string(const ZydisDecodedInstruction *instruction) {
    return instruction->meta.category == ZYDIS_CATEGORY_STRINGOP
        || instruction->meta.category == ZYDIS_CATEGORY_IOSTRINGOP;
}

static void put_prefixes(
    writer *out, const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands) {
    static const struct {
        ZyanU8 value;
        const char *name;
    } names[] = {{0xf0, "LOCK"}, {0x26, "ES"}, {0x2e, "CS"}, {0x36, "SS"}, {0x3e, "DS"}, {0x64, "FS"}, {0x65, "GS"}};
    const char *repeat = "";
    const char *last = NULL;
    int has_memory = is_string(instruction);
    for (ZyanU8 at = 0; at < instruction->operand_count_visible; at++)
        has_memory |= operands[at].type == ZYDIS_OPERAND_TYPE_MEMORY;
    int is_branch = instruction->meta.category == ZYDIS_CATEGORY_COND_BR;
    for (ZyanU8 at = 0; at < instruction->raw.prefix_count; at++) {
        ZyanU8 value = instruction->raw.prefixes[at].value;
        if (instruction->raw.prefixes[at].type == ZYDIS_PREFIX_TYPE_MANDATORY && !is_string(instruction)) continue;
        if (value == 0xf3) repeat = "REP; ";
        if (value == 0xf2) repeat = "REPNE; ";
        // Those of an operand in memory stand before it.
        if (has_memory && (value == 0x64 || value == 0x65)) continue;
        for (size_t name = 0; name < sizeof names / sizeof *names; name++)
            if (value == names[name].value) last = names[name].name;
        if (is_branch && (value == 0x2e || value == 0x3e)) last = value == 0x2e ? "PN" : "PT";
    }
    put(out, "%s", repeat);
    if (last) put(out, "%s ", last);
}

// The number of bits that the suffix stands for.
static unsigned suffix_width(const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands) {
    if (instruction->mnemonic == ZYDIS_MNEMONIC_LEA) return instruction->operand_width;
    for (ZyanU8 at = 0; at < instruction->operand_count_visible; at++)
        if (operands[at].type == ZYDIS_OPERAND_TYPE_MEMORY) return operands[at].size;
    for (ZyanU8 at = 0; at < instruction->operand_count_visible; at++)
        // The port is no measure of what is written to it.
        if (is_general(&operands[at]) && !(instruction->mnemonic == ZYDIS_MNEMONIC_OUT && at == 0))
            return operands[at].size;
    return instruction->operand_width;
}

static unsigned integer_width(const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands) {
    for (ZyanU8 at = 0; at < instruction->operand_count_visible; at++)
        if (is_general(&operands[at])) return operands[at].size;
    return suffix_width(instruction, operands);
}

static void put_suffix(
    writer *out, const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands) {
    unsigned width = 0;
    unsigned vector = instruction->avx.vector_length;
    switch ((sonde_go_suffix)sonde_go_suffixes[instruction->mnemonic]) {
    case GO_PLAIN: return;
    case GO_SIZE: width = suffix_width(instruction, operands); break;
    case GO_INTEGER: width = integer_width(instruction, operands); break;
    case GO_WIDE: width = integer_width(instruction, operands) == 64 ? 64 : 0; break;
    case GO_VECTOR:
    case GO_ANY_VECTOR:
        if (vector == 128 || vector == 256) put(out, vector == 128 ? "X" : "Y");
        if (vector == 512 && sonde_go_suffixes[instruction->mnemonic] == GO_ANY_VECTOR) put(out, "Z");
        return;
    }
    switch (width) {
    case 8: put(out, "B"); break;
    case 16: put(out, "W"); break;
    case 32: put(out, "L"); break;
    case 64: put(out, "Q"); break;
    default: break;
    }
}

// What AVX-512 does besides.
static void put_modes(writer *out, const ZydisDecodedInstruction *instruction) {
    if (instruction->encoding != ZYDIS_INSTRUCTION_ENCODING_EVEX) return;
    if (instruction->avx.broadcast.mode != ZYDIS_BROADCAST_MODE_INVALID && !instruction->avx.broadcast.is_static)
        put(out, ".BCST");
    switch (instruction->avx.rounding.mode) {
    case ZYDIS_ROUNDING_MODE_RN: put(out, ".RN_SAE"); break;
    case ZYDIS_ROUNDING_MODE_RD: put(out, ".RD_SAE"); break;
    case ZYDIS_ROUNDING_MODE_RU: put(out, ".RU_SAE"); break;
    case ZYDIS_ROUNDING_MODE_RZ: put(out, ".RZ_SAE"); break;
    default:
        if (instruction->avx.has_sae) put(out, ".SAE");
        break;
    }
    // The mode of comparisons is another one with that bit or without.
    if (instruction->raw.evex.z) put(out, ".Z");
}

static void put_name(
    writer *out, const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands, const char *name) {
    put_prefixes(out, instruction, operands);
    ZydisMnemonic mnemonic = instruction->mnemonic;
    int is_transfer =
        mnemonic == ZYDIS_MNEMONIC_CALL || mnemonic == ZYDIS_MNEMONIC_JMP || mnemonic == ZYDIS_MNEMONIC_RET;
    // Into another segment.
    if (is_transfer && instruction->meta.branch_type == ZYDIS_BRANCH_TYPE_FAR) put(out, "L");
    put_upper(out, sonde_go_names[mnemonic] ? sonde_go_names[mnemonic] : name);
    // The names of string instructions, which others have, too.
    int is_shared = mnemonic == ZYDIS_MNEMONIC_MOVSD || mnemonic == ZYDIS_MNEMONIC_CMPSD;
    if (is_shared && !is_string(instruction)) put(out, "_XMM");
    put_suffix(out, instruction, operands);
    put_modes(out, instruction);
}

// MARK: - Operands

static int is_beside_counter(const ZydisDecodedOperand *operand) {
    return operand->mem.base == ZYDIS_REGISTER_RIP || operand->mem.base == ZYDIS_REGISTER_EIP;
}

static void put_memory(writer *out, const ZydisDecodedOperand *operand) {
    const ZydisDecodedOperandMem *memory = &operand->mem;
    int has_segment = memory->segment == ZYDIS_REGISTER_FS || memory->segment == ZYDIS_REGISTER_GS;
    int has_register = memory->base != ZYDIS_REGISTER_NONE || memory->index != ZYDIS_REGISTER_NONE;
    if (has_segment) {
        put_register(out, memory->segment);
        put(out, ":");
    }
    int64_t displacement = memory->disp.has_displacement ? memory->disp.value : 0;
    if (displacement == 0) {
        put(out, "0");
    } else if (has_segment && !has_register && displacement == (int32_t)displacement) {
        // 0xfffffff8 of FS is where g stands: a number that readers of Go's listings know.
        put(out, "0x%" PRIx32, (uint32_t)displacement);
    } else {
        put_signed(out, displacement);
    }
    if (memory->base != ZYDIS_REGISTER_NONE) {
        put(out, "(");
        put_register(out, memory->base);
        put(out, ")");
    }
    if (memory->index != ZYDIS_REGISTER_NONE) {
        put(out, "(");
        put_register(out, memory->index);
        put(out, "*%d)", memory->scale ? memory->scale : 1);
    }
}

// Numbers that are extended have a sign, and those of 16 or 32 bits; bytes have none.
static void put_immediate(
    writer *out, const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operand) {
    int64_t value = operand->imm.value.s;
    unsigned size = instruction->raw.imm[0].size;
    // Bytes that go with vectors choose something; those beside registers of 8 bits are as wide as they.
    if (size == 8 && (!operand->imm.is_signed || instruction->operand_width == 8)) value = (uint8_t)value;
    if (instruction->meta.category == ZYDIS_CATEGORY_RET || instruction->mnemonic == ZYDIS_MNEMONIC_ENTER)
        value = (uint16_t)value;
    else if (size == 16) value = (int16_t)value;
    else if (size == 32) value = (int32_t)value;
    put(out, "$");
    if (value == (int32_t)value) put_signed(out, value);
    else put(out, "0x%" PRIx64, (uint64_t)value);
}

static void put_operand(
    writer *out, const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operand, uint64_t address,
    sonde_instruction *result) {
    size_t start = out->length;
    int is_place = 0;
    switch (operand->type) {
    case ZYDIS_OPERAND_TYPE_REGISTER: put_register(out, operand->reg.value); break;
    case ZYDIS_OPERAND_TYPE_MEMORY:
        put_memory(out, operand);
        is_place = is_beside_counter(operand) && out->text[start] != 'F' && out->text[start] != 'G';
        break;
    case ZYDIS_OPERAND_TYPE_IMMEDIATE:
        is_place = operand->imm.is_relative;
        if (is_place)
            put(out, "0x%" PRIx64, address + instruction->length + (uint64_t)operand->imm.value.s);
        else put_immediate(out, instruction, operand);
        break;
    default: put(out, "$0x%x:$0x%" PRIx32, operand->ptr.segment, operand->ptr.offset); break;
    }
    if (!is_place) return;
    result->place_start = (uint16_t)start;
    result->place_length = (uint16_t)(out->length - start);
}

static void put_implied(writer *out, const ZydisDecodedInstruction *instruction, const char *operands) {
    ZydisInstructionAttributes attributes = instruction->attributes;
    const char *segment = attributes & ZYDIS_ATTRIB_HAS_SEGMENT_FS ? "FS"
        : attributes & ZYDIS_ATTRIB_HAS_SEGMENT_GS                 ? "GS"
                                                                   : "DS";
    for (const char *at = operands; *at; at++) {
        if (at != operands) put(out, ", ");
        switch (*at) {
        case 'S': put(out, "%s:0(SI)", segment); break;
        case 'B': put(out, "%s:0(BX)", segment); break;
        case 'D': put(out, "ES:0(DI)"); break;
        case 'X': put(out, "DX"); break;
        default: put(out, instruction->operand_width == 8 ? "AL" : "AX"); break;
        }
    }
}

// Operands that stand in the text, in Intel's order.
static size_t written_operands(
    const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands,
    const ZydisDecodedOperand *written[ZYDIS_MAX_OPERAND_COUNT]) {
    size_t count = 0;
    int is_x87 = instruction->meta.isa_set == ZYDIS_ISA_SET_X87;
    int has_memory = 0;
    for (ZyanU8 at = 0; at < instruction->operand_count_visible; at++)
        has_memory |= operands[at].type == ZYDIS_OPERAND_TYPE_MEMORY;
    for (ZyanU8 at = 0; at < instruction->operand_count_visible; at++) {
        const ZydisDecodedOperand *operand = &operands[at];
        // No mask.
        if (operand->encoding == ZYDIS_OPERAND_ENCODING_MASK && operand->reg.value == ZYDIS_REGISTER_K0) continue;
        // The top of the stack, for what reads and writes memory.
        if (is_x87 && has_memory && operand->type == ZYDIS_OPERAND_TYPE_REGISTER) continue;
        // Padding: the register is none of it.
        if (instruction->mnemonic == ZYDIS_MNEMONIC_NOP && at > 0) continue;
        written[count++] = operand;
    }
    return count;
}

void sonde_go_text(
    const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands, const char *name,
    uint64_t address, sonde_instruction *result) {
    writer out = {result->text, sizeof result->text, 0};
    put_name(&out, instruction, operands, name);
    const char *implied = sonde_go_implied[instruction->mnemonic];
    if (implied && (is_string(instruction) || instruction->mnemonic == ZYDIS_MNEMONIC_XLAT)) {
        put(&out, " ");
        put_implied(&out, instruction, implied);
        return;
    }
    const char *first = sonde_go_first[instruction->mnemonic];
    if (first) put(&out, " %s", first);
    const ZydisDecodedOperand *written[ZYDIS_MAX_OPERAND_COUNT];
    size_t count = written_operands(instruction, operands, written);
    // Comparisons are read from left to right.
    int is_forward = instruction->mnemonic == ZYDIS_MNEMONIC_CMP;
    for (size_t at = 0; at < count; at++) {
        put(&out, at == 0 && !first ? " " : ", ");
        put_operand(&out, instruction, written[is_forward ? at : count - 1 - at], address, result);
    }
}
