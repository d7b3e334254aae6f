#ifndef SONDE_FUZZER_H
#define SONDE_FUZZER_H

#include <stddef.h>
#include <stdint.h>

/// libFuzzer's main loop (https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library); may end the program.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

#endif
