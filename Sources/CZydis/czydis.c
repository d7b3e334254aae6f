#include "czydis.h"

#if !__has_include(<Zydis/Zydis.h>)
#error "The headers of Zydis are missing (libzydis-dev): run scripts/set-up"
#endif
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
    __typeof__(&ZydisDecoderDecodeFull) decode;
    __typeof__(&ZydisFormatterInit) formatter_init;
    __typeof__(&ZydisFormatterSetProperty) set_property;
    __typeof__(&ZydisFormatterFormatInstruction) format;
    __typeof__(&ZydisCalcAbsoluteAddress) absolute_address;
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
        || !LOAD(decode, ZydisDecoderDecodeFull) || !LOAD(formatter_init, ZydisFormatterInit)
        || !LOAD(set_property, ZydisFormatterSetProperty) || !LOAD(format, ZydisFormatterFormatInstruction)
        || !LOAD(absolute_address, ZydisCalcAbsoluteAddress))
        return;
    if (library.version() >> 32 != ZYDIS_VERSION >> 32) return;
    library.status = SONDE_ZYDIS_READY;
}

struct sonde_zydis {
    ZydisDecoder decoder;
    ZydisFormatter formatter;
};

sonde_zydis *sonde_zydis_open(int syntax, int *reason) {
    pthread_once(&loaded, load);
    *reason = library.status;
    if (library.status != SONDE_ZYDIS_READY) return NULL;
    *reason = SONDE_ZYDIS_FAILED;
    sonde_zydis *result = calloc(1, sizeof *result);
    if (!result) return NULL;
    ZydisFormatter *formatter = &result->formatter;
    ZydisFormatterStyle style = syntax == SONDE_ATT ? ZYDIS_FORMATTER_STYLE_ATT : ZYDIS_FORMATTER_STYLE_INTEL;
    // Addresses without leading zeros and distances from the program counter as such: the habits of the GNU tools.
    if (ZYAN_FAILED(library.decoder_init(&result->decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64))
        || ZYAN_FAILED(library.formatter_init(formatter, style))
        || ZYAN_FAILED(library.set_property(
            formatter, ZYDIS_FORMATTER_PROP_ADDR_PADDING_ABSOLUTE, ZYDIS_PADDING_DISABLED))
        || ZYAN_FAILED(library.set_property(formatter, ZYDIS_FORMATTER_PROP_DISP_PADDING, ZYDIS_PADDING_DISABLED))
        || ZYAN_FAILED(library.set_property(formatter, ZYDIS_FORMATTER_PROP_IMM_PADDING, ZYDIS_PADDING_DISABLED))
        || ZYAN_FAILED(library.set_property(formatter, ZYDIS_FORMATTER_PROP_HEX_UPPERCASE, ZYAN_FALSE))
        || ZYAN_FAILED(library.set_property(formatter, ZYDIS_FORMATTER_PROP_FORCE_RELATIVE_RIPREL, ZYAN_TRUE))) {
        free(result);
        return NULL;
    }
    *reason = SONDE_ZYDIS_READY;
    return result;
}

void sonde_zydis_close(sonde_zydis *decoder) { free(decoder); }

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
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    if (ZYAN_FAILED(library.decode(&decoder->decoder, code, size, &instruction, operands))) return 0;
    if (ZYAN_FAILED(library.format(
            &decoder->formatter, &instruction, operands, instruction.operand_count_visible, result->text,
            sizeof result->text, address, NULL)))
        return 0;
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
