/// C shims for the system calls that Swift cannot import: one pair of files per family.
#pragma once

#include "activity.h"
#include "memory.h"
#include "netlink.h"
#include "sampling.h"
#include "spawn.h"
#include "trace.h"
#include "tracer.h"
