#include "go_names.h"

// Sources: the tables of golang.org/x/arch/x86/x86asm, by which `go tool objdump` names instructions, and for those
// that it does not know the lists of cmd/internal/obj/x86.

#define M(name) ZYDIS_MNEMONIC_##name

const char *const sonde_go_names[ZYDIS_MNEMONIC_MAX_VALUE + 1] = {
    // Conditions have two names each.
    [M(JNB)] = "JAE",       [M(JNBE)] = "JA",       [M(JNL)] = "JGE",       [M(JNLE)] = "JG",
    [M(JNZ)] = "JNE",       [M(JZ)] = "JE",         [M(SETNB)] = "SETAE",   [M(SETNBE)] = "SETA",
    [M(SETNL)] = "SETGE",   [M(SETNLE)] = "SETG",   [M(SETNZ)] = "SETNE",   [M(SETZ)] = "SETE",
    [M(CMOVNB)] = "CMOVAE", [M(CMOVNBE)] = "CMOVA", [M(CMOVNL)] = "CMOVGE", [M(CMOVNLE)] = "CMOVG",
    [M(CMOVNZ)] = "CMOVNE", [M(CMOVZ)] = "CMOVE",   [M(INT1)] = "ICEBP",    [M(INT3)] = "INT",
    [M(XLAT)] = "XLATB",
};

const unsigned char sonde_go_suffixes[ZYDIS_MNEMONIC_MAX_VALUE + 1] = {
    [M(ADC)] = GO_SIZE,     [M(ADD)] = GO_SIZE,    [M(AND)] = GO_SIZE,     [M(BSF)] = GO_SIZE,
    [M(BSR)] = GO_SIZE,     [M(BT)] = GO_SIZE,     [M(BTC)] = GO_SIZE,     [M(BTR)] = GO_SIZE,
    [M(BTS)] = GO_SIZE,     [M(CMP)] = GO_SIZE,    [M(CMPXCHG)] = GO_SIZE, [M(DEC)] = GO_SIZE,
    [M(DIV)] = GO_SIZE,     [M(FLDENV)] = GO_SIZE, [M(FRSTOR)] = GO_SIZE,  [M(IDIV)] = GO_SIZE,
    [M(IMUL)] = GO_SIZE,    [M(IN)] = GO_SIZE,     [M(INC)] = GO_SIZE,     [M(LEA)] = GO_SIZE,
    [M(MOV)] = GO_SIZE,     [M(MOVNTI)] = GO_SIZE, [M(MUL)] = GO_SIZE,     [M(NEG)] = GO_SIZE,
    [M(NOP)] = GO_SIZE,     [M(NOT)] = GO_SIZE,    [M(OR)] = GO_SIZE,      [M(OUT)] = GO_SIZE,
    [M(POP)] = GO_SIZE,     [M(POPCNT)] = GO_SIZE, [M(PUSH)] = GO_SIZE,    [M(RCL)] = GO_SIZE,
    [M(RCR)] = GO_SIZE,     [M(ROL)] = GO_SIZE,    [M(ROR)] = GO_SIZE,     [M(SAR)] = GO_SIZE,
    [M(SBB)] = GO_SIZE,     [M(SHL)] = GO_SIZE,    [M(SHLD)] = GO_SIZE,    [M(SHR)] = GO_SIZE,
    [M(SHRD)] = GO_SIZE,    [M(SUB)] = GO_SIZE,    [M(TEST)] = GO_SIZE,    [M(XADD)] = GO_SIZE,
    [M(XCHG)] = GO_SIZE,    [M(XOR)] = GO_SIZE,
    // Not known to x86asm.
    [M(ADCX)] = GO_SIZE,    [M(ADOX)] = GO_SIZE,   [M(ANDN)] = GO_SIZE,    [M(BEXTR)] = GO_SIZE,
    [M(BLSI)] = GO_SIZE,    [M(BLSMSK)] = GO_SIZE, [M(BLSR)] = GO_SIZE,    [M(BZHI)] = GO_SIZE,
    [M(MULX)] = GO_SIZE,    [M(PDEP)] = GO_SIZE,   [M(PEXT)] = GO_SIZE,    [M(RORX)] = GO_SIZE,
    [M(SARX)] = GO_SIZE,    [M(SHLX)] = GO_SIZE,   [M(SHRX)] = GO_SIZE,    [M(RDSEED)] = GO_SIZE,
    // Between integers and floating point.
    [M(CVTSI2SD)] = GO_INTEGER,  [M(CVTSI2SS)] = GO_INTEGER,  [M(CVTSD2SI)] = GO_INTEGER,
    [M(CVTSS2SI)] = GO_INTEGER,  [M(CVTTSD2SI)] = GO_INTEGER, [M(CVTTSS2SI)] = GO_INTEGER,
    [M(VCVTSI2SD)] = GO_INTEGER, [M(VCVTSI2SS)] = GO_INTEGER, [M(VCVTUSI2SD)] = GO_INTEGER,
    [M(VCVTUSI2SS)] = GO_INTEGER,
    [M(VCVTSD2SI)] = GO_WIDE,    [M(VCVTSS2SI)] = GO_WIDE,    [M(VCVTTSD2SI)] = GO_WIDE,
    [M(VCVTTSS2SI)] = GO_WIDE,
    [M(VCVTPD2DQ)] = GO_VECTOR,  [M(VCVTPD2PS)] = GO_VECTOR,  [M(VCVTTPD2DQ)] = GO_VECTOR,
    [M(VCVTPD2UDQ)] = GO_VECTOR, [M(VCVTTPD2UDQ)] = GO_VECTOR, [M(VCVTQQ2PS)] = GO_VECTOR,
    [M(VCVTUQQ2PS)] = GO_VECTOR,
    [M(VFPCLASSPD)] = GO_ANY_VECTOR, [M(VFPCLASSPS)] = GO_ANY_VECTOR,
};

const char *const sonde_go_implied[ZYDIS_MNEMONIC_MAX_VALUE + 1] = {
    [M(INSB)] = "XD",  [M(INSW)] = "XD",  [M(INSD)] = "XD",  [M(OUTSB)] = "SX", [M(OUTSW)] = "SX", [M(OUTSD)] = "SX",
    [M(MOVSB)] = "SD", [M(MOVSW)] = "SD", [M(MOVSD)] = "SD", [M(MOVSQ)] = "SD", [M(CMPSB)] = "DS", [M(CMPSW)] = "DS",
    [M(CMPSD)] = "DS", [M(CMPSQ)] = "DS", [M(LODSB)] = "SA", [M(LODSW)] = "SA", [M(LODSD)] = "SA", [M(LODSQ)] = "SA",
    [M(STOSB)] = "AD", [M(STOSW)] = "AD", [M(STOSD)] = "AD", [M(STOSQ)] = "AD", [M(SCASB)] = "DA", [M(SCASW)] = "DA",
    [M(SCASD)] = "DA", [M(SCASQ)] = "DA", [M(XLAT)] = "B",
};

const char *const sonde_go_first[ZYDIS_MNEMONIC_MAX_VALUE + 1] = {
    [M(INT3)] = "$0x3",  [M(SHA256RNDS2)] = "X0", [M(PBLENDVB)] = "X0",
    [M(BLENDVPS)] = "X0", [M(BLENDVPD)] = "X0",
};
