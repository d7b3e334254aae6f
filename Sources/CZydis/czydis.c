#include "czydis.h"

#if !__has_include(<Zydis/Zydis.h>)
#error "The headers of Zydis are missing (libzydis-dev): run scripts/set-up"
#endif
#include "go_syntax.h"
#include <Zydis/Zydis.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The functions of the library under their own types, so that the compiler checks the calls.
static struct {
    int status;
    char name[64];
    __typeof__(&ZydisGetVersion) version;
    __typeof__(&ZydisDecoderInit) decoder_init;
    __typeof__(&ZydisDecoderEnableMode) enable_mode;
    __typeof__(&ZydisDecoderDecodeFull) decode;
    __typeof__(&ZydisDecoderDecodeInstruction) decode_form;
    __typeof__(&ZydisFormatterInit) formatter_init;
    __typeof__(&ZydisFormatterSetProperty) set_property;
    __typeof__(&ZydisFormatterFormatInstruction) format;
    __typeof__(&ZydisFormatterFormatOperand) format_operand;
    __typeof__(&ZydisCalcAbsoluteAddress) absolute_address;
    __typeof__(&ZydisMnemonicGetString) mnemonic;
} library;

static pthread_once_t named = PTHREAD_ONCE_INIT;
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

// The layout of Zydis's structures is that of the headers: another minor version has another file name.
static void name_library(void) {
    snprintf(
        library.name, sizeof library.name, "libZydis.so.%u.%u", (unsigned)ZYDIS_VERSION_MAJOR(ZYDIS_VERSION),
        (unsigned)ZYDIS_VERSION_MINOR(ZYDIS_VERSION));
}

const char *sonde_zydis_library(void) {
    pthread_once(&named, name_library);
    return library.name;
}

#define LOAD(field, function) (library.field = (__typeof__(library.field))dlsym(handle, #function))

static void load(void) {
    library.status = SONDE_ZYDIS_MISSING;
    // Never closed: decoders may be opened at any time.
    void *handle = dlopen(sonde_zydis_library(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) return;
    library.status = SONDE_ZYDIS_OTHER;
    if (!LOAD(version, ZydisGetVersion) || !LOAD(decoder_init, ZydisDecoderInit)
        || !LOAD(enable_mode, ZydisDecoderEnableMode) || !LOAD(decode, ZydisDecoderDecodeFull)
        || !LOAD(decode_form, ZydisDecoderDecodeInstruction) || !LOAD(formatter_init, ZydisFormatterInit)
        || !LOAD(set_property, ZydisFormatterSetProperty) || !LOAD(format, ZydisFormatterFormatInstruction)
        || !LOAD(format_operand, ZydisFormatterFormatOperand)
        || !LOAD(absolute_address, ZydisCalcAbsoluteAddress) || !LOAD(mnemonic, ZydisMnemonicGetString))
        return;
    if (library.version() >> 32 != ZYDIS_VERSION >> 32) return;
    library.status = SONDE_ZYDIS_READY;
}

struct sonde_zydis {
    int syntax;
    ZydisDecoder decoder;
    // Without operands: lengths and opcodes, at twice the speed.
    ZydisDecoder minimal;
    ZydisFormatter formatter;
};

sonde_zydis *sonde_zydis_open(int syntax, int *reason) {
    pthread_once(&loaded, load);
    *reason = library.status;
    if (library.status != SONDE_ZYDIS_READY) return NULL;
    *reason = SONDE_ZYDIS_FAILED;
    sonde_zydis *result = calloc(1, sizeof *result);
    if (!result) return NULL;
    result->syntax = syntax;
    ZydisFormatter *formatter = &result->formatter;
    ZydisFormatterStyle style = syntax == SONDE_ATT ? ZYDIS_FORMATTER_STYLE_ATT : ZYDIS_FORMATTER_STYLE_INTEL;
    // Addresses without leading zeros and distances from the program counter as such: the habits of the GNU tools.
    if (ZYAN_FAILED(library.decoder_init(&result->decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64))
        || ZYAN_FAILED(
            library.decoder_init(&result->minimal, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64))
        || ZYAN_FAILED(library.enable_mode(&result->minimal, ZYDIS_DECODER_MODE_MINIMAL, ZYAN_TRUE))
        || ZYAN_FAILED(library.formatter_init(formatter, style))
        || ZYAN_FAILED(library.set_property(
            formatter, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE, ZYDIS_PADDING_DISABLED))
        || ZYAN_FAILED(library.set_property(formatter, ZYDIS_FORMATTER_PROP_DISP_PADDING, ZYDIS_PADDING_DISABLED))
        || ZYAN_FAILED(library.set_property(formatter, ZYDIS_FORMATTER_PROP_IMM_PADDING, ZYDIS_PADDING_DISABLED))
        || ZYAN_FAILED(library.set_property(formatter, ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE))
        || ZYAN_FAILED(library.set_property(formatter, ZYDIS_FORMATTER_PROP_FORCE_RELATIVE_RIPREL, ZYAN_TRUE))
        // In Intel's syntax nothing else tells the size of an operand in memory.
        || ZYAN_FAILED(library.set_property(
            formatter, ZYDIS_FORMATTER_PROP_FORCE_SIZE, syntax == SONDE_ATT ? ZYAN_FALSE : ZYAN_TRUE))) {
        free(result);
        return NULL;
    }
    *reason = SONDE_ZYDIS_READY;
    return result;
}

void sonde_zydis_close(sonde_zydis *decoder) { free(decoder); }

// MARK: - Names as the GNU tools have them

static char size_suffix(uint16_t bits) {
    switch (bits) {
    case 8: return 'b';
    case 16: return 'w';
    case 32: return 'l';
    case 64: return 'q';
    default: return 0;
    }
}

// Conditions have two names each: Zydis prefers those of the flags.
static const char *condition(const char *name) {
    static const char *const others[][2] = {{"z", "e"},   {"nz", "ne"},  {"nb", "ae"},
                                            {"nbe", "a"}, {"nl", "ge"}, {"nle", "g"}};
    for (size_t at = 0; at < sizeof others / sizeof *others; at++)
        if (!strcmp(name, others[at][0])) return others[at][1];
    return name;
}

static int has_vector_operand(const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands) {
    for (ZyanU8 at = 0; at < instruction->operand_count_visible; at++)
        if (operands[at].type == ZYDIS_OPERAND_TYPE_REGISTER && operands[at].reg.value >= ZYDIS_REGISTER_ST0
            && operands[at].reg.value <= ZYDIS_REGISTER_ZMM31)
            return 1;
    return 0;
}

// The size of a memory operand that no register tells; 0 for none.
static char memory_suffix(const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands) {
    char suffix = 0;
    ZydisInstructionCategory category = instruction->meta.category;
    int is_shift = category == ZYDIS_CATEGORY_SHIFT || category == ZYDIS_CATEGORY_ROTATE;
    for (ZyanU8 at = 0; at < instruction->operand_count_visible; at++) {
        const ZydisDecodedOperand *operand = &operands[at];
        if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY) suffix = size_suffix(operand->size);
        // The count of a shift is no measure of what is shifted.
        else if (operand->type == ZYDIS_OPERAND_TYPE_REGISTER && !is_shift) return 0;
    }
    return suffix;
}

// The instruction's name in AT&T's syntax; returns 0 when that of Zydis is as good as any.
static int att_name(
    const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands, const char *base, char *name,
    size_t capacity) {
    char from = size_suffix(operands[1].size);
    char to = size_suffix(operands[0].size);
    switch (instruction->mnemonic) {
    case ZYDIS_MNEMONIC_MOVZX: return from && to && snprintf(name, capacity, "movz%c%c", from, to) > 0;
    case ZYDIS_MNEMONIC_MOVSX:
    case ZYDIS_MNEMONIC_MOVSXD: return from && to && snprintf(name, capacity, "movs%c%c", from, to) > 0;
    case ZYDIS_MNEMONIC_MOV:
        if (operands[1].type == ZYDIS_OPERAND_TYPE_IMMEDIATE && instruction->raw.imm[0].size == 64)
            return snprintf(name, capacity, "movabs") > 0;
        break;
    case ZYDIS_MNEMONIC_CBW: return snprintf(name, capacity, "cbtw") > 0;
    case ZYDIS_MNEMONIC_CWDE: return snprintf(name, capacity, "cwtl") > 0;
    case ZYDIS_MNEMONIC_CDQE: return snprintf(name, capacity, "cltq") > 0;
    case ZYDIS_MNEMONIC_CWD: return snprintf(name, capacity, "cwtd") > 0;
    case ZYDIS_MNEMONIC_CDQ: return snprintf(name, capacity, "cltd") > 0;
    case ZYDIS_MNEMONIC_CQO: return snprintf(name, capacity, "cqto") > 0;
    default: break;
    }
    if (instruction->meta.category == ZYDIS_CATEGORY_PREFETCH) return snprintf(name, capacity, "%s", base) > 0;
    // Calls and jumps through memory have a star in GNU's syntax and in Zydis's.
    ZydisInstructionCategory category = instruction->meta.category;
    if (category == ZYDIS_CATEGORY_CALL || category == ZYDIS_CATEGORY_UNCOND_BR) return 0;
    // Conversions out of memory need the letter that Zydis adds.
    if (has_vector_operand(instruction, operands))
        return strstr(base, "cvt") ? 0 : snprintf(name, capacity, "%s", base) > 0;
    char suffix = memory_suffix(instruction, operands);
    return suffix && snprintf(name, capacity, "%s%c", base, suffix) > 0;
}

static int any_name(const char *base, char *name, size_t capacity) {
    static const char *const stems[] = {"cmov", "set", "j"};
    for (size_t at = 0; at < sizeof stems / sizeof *stems; at++) {
        size_t length = strlen(stems[at]);
        if (!strncmp(base, stems[at], length))
            return snprintf(name, capacity, "%s%s", stems[at], condition(base + length)) > 0;
    }
    return 0;
}

// Puts another name in the place of Zydis's, which may have a suffix and prefixes in front.
static void rename_instruction(const char *base, const char *name, char *text, size_t capacity) {
    size_t length = strlen(base);
    char *at = text;
    while (strncmp(at, base, length)) {
        at = strchr(at, ' ');
        if (!at) return;
        at++;
    }
    char rest[256];
    snprintf(rest, sizeof rest, "%s", at + strcspn(at, " "));
    snprintf(at, capacity - (size_t)(at - text), "%s%s", name, rest);
}

static void use_gnu_name(
    const sonde_zydis *decoder, const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands,
    char *text, size_t capacity) {
    const char *base = library.mnemonic(instruction->mnemonic);
    if (!base) return;
    char name[64];
    if (instruction->mnemonic == ZYDIS_MNEMONIC_NOP && instruction->operand_count_visible > 0) {
        // Padding: the register is not an operand in any assembler.
        char operand[128];
        char suffix[2] = {decoder->syntax == SONDE_ATT ? size_suffix(operands[0].size) : 0, 0};
        if (!ZYAN_FAILED(library.format_operand(
                &decoder->formatter, instruction, &operands[0], operand, sizeof operand, ZYDIS_RUNTIME_ADDRESS_NONE,
                NULL)))
            snprintf(text, capacity, "nop%s %s", suffix, operand);
        return;
    }
    if (any_name(base, name, sizeof name)
        || (decoder->syntax == SONDE_ATT && att_name(instruction, operands, base, name, sizeof name)))
        rename_instruction(base, name, text, capacity);
}

static int write_text(
    const sonde_zydis *decoder, const ZydisDecodedInstruction *instruction, const ZydisDecodedOperand *operands,
    uint64_t address, sonde_instruction *result) {
    if (decoder->syntax == SONDE_GO) {
        const char *name = library.mnemonic(instruction->mnemonic);
        if (!name) return 0;
        sonde_go_text(instruction, operands, name, address, result);
        return 1;
    }
    if (ZYAN_FAILED(library.format(
            &decoder->formatter, instruction, operands, instruction->operand_count_visible, result->text,
            sizeof result->text, address, NULL)))
        return 0;
    use_gnu_name(decoder, instruction, operands, result->text, sizeof result->text);
    return 1;
}

static uint32_t flow(ZydisInstructionCategory category) {
    switch (category) {
    case ZYDIS_CATEGORY_CALL: return SONDE_CALL;
    case ZYDIS_CATEGORY_COND_BR:
    case ZYDIS_CATEGORY_UNCOND_BR: return SONDE_JUMP;
    case ZYDIS_CATEGORY_RET: return SONDE_RETURN;
    default: return SONDE_NEXT;
    }
}

int sonde_zydis_decode(
    sonde_zydis *decoder, const void *code, size_t size, uint64_t address, sonde_instruction *result) {
    memset(result, 0, sizeof *result);
    ZydisDecodedInstruction instruction;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT] = {0};
    if (ZYAN_FAILED(library.decode(&decoder->decoder, code, size, &instruction, operands))) return 0;
    if (!write_text(decoder, &instruction, operands, address, result)) return 0;
    result->length = instruction.length;
    result->flow = flow(instruction.meta.category);
    for (ZyanU8 at = 0; at < instruction.operand_count_visible; at++) {
        const ZydisDecodedOperand *operand = &operands[at];
        uint64_t place;
        if (operand->type == ZYDIS_OPERAND_TYPE_IMMEDIATE && operand->imm.is_relative) {
            if (ZYAN_FAILED(library.absolute_address(&instruction, operand, address, &place))) continue;
            result->target = place;
            result->has_target = 1;
        } else if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY && operand->mem.base == ZYDIS_REGISTER_RIP) {
            if (ZYAN_FAILED(library.absolute_address(&instruction, operand, address, &place))) continue;
            result->reference = place;
            result->has_reference = 1;
        }
    }
    return 1;
}

// MARK: - Runs of code

// What an instruction does to the flow of control, by its opcode; 0 for nothing that leaves a function.
static uint32_t transfer(const ZydisDecodedInstruction *instruction, int *is_direct) {
    *is_direct = 0;
    if (instruction->encoding != ZYDIS_INSTRUCTION_ENCODING_LEGACY) return 0;
    uint8_t opcode = instruction->opcode;
    if (instruction->opcode_map == ZYDIS_OPCODE_MAP_0F) {
        *is_direct = opcode >= 0x80 && opcode <= 0x8f;
        return *is_direct ? SONDE_FLOW_JUMP : 0;
    }
    if (instruction->opcode_map != ZYDIS_OPCODE_MAP_DEFAULT) return 0;
    if (opcode == 0xff) {
        uint8_t form = instruction->raw.modrm.reg;
        return form == 2 || form == 3 ? SONDE_FLOW_DYNAMIC_CALL : form == 4 || form == 5 ? SONDE_FLOW_DYNAMIC_JUMP : 0;
    }
    *is_direct = opcode == 0xe8 || opcode == 0xe9 || opcode == 0xeb || (opcode >= 0x70 && opcode <= 0x7f);
    return opcode == 0xe8 ? SONDE_FLOW_CALL : *is_direct ? SONDE_FLOW_JUMP : 0;
}

size_t sonde_zydis_scan(
    sonde_zydis *decoder, const void *code, size_t size, uint64_t address, sonde_flow *flows, size_t capacity,
    uint8_t *starts, sonde_scan *scan) {
    const uint8_t *bytes = code;
    size_t found = 0;
    ZydisDecodedInstruction instruction;
    while (scan->position < size && found < capacity) {
        size_t at = scan->position;
        if (starts) starts[at] = 1;
        if (ZYAN_FAILED(library.decode_form(&decoder->minimal, NULL, bytes + at, size - at, &instruction))
            || instruction.length == 0) {
            scan->bad++;
            scan->position++;
            continue;
        }
        scan->instructions++;
        scan->position = at + instruction.length;
        int is_direct;
        uint32_t kind = transfer(&instruction, &is_direct);
        if (!kind) continue;
        uint64_t target = is_direct ? address + scan->position + (uint64_t)instruction.raw.imm[0].value.s : 0;
        if (kind == SONDE_FLOW_JUMP && target - address < size) continue;
        flows[found++] = (sonde_flow){.target = target, .end = scan->position, .kind = kind};
    }
    return found;
}
