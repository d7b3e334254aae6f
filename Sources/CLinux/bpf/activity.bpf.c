// Records what the threads of chosen processes ask of the kernel, and when they do not run.
//
// Compiled by scripts/bpf-object, with its parts in this folder, into ../generated/activity_object_*.h, which are
// committed: whoever builds sonde needs no BPF compiler. A thread is followed when it has an entry in `threads`; whatever
// it forks is followed too. Records leave through one ring; what does not fit is counted.
#include "calls.h"
#include "processes.h"
#include "shared.h"
#include "tasks.h"
#include "waits.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

// Writes what function an address of the kernel lies in: its name, and that of its module in brackets. It is run by
// whoever asks.
SEC("syscall")
int finds_name(struct sonde_kernel_name *context) {
    char text[SONDE_KERNEL_NAME];
    u64 address = context->address;
    if (bpf_snprintf(text, sizeof text, "%ps", &address, sizeof address) < 0) return 1;
    __builtin_memcpy(context->text, text, sizeof text);
    return 0;
}
