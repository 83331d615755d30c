// The crate `verilated` 0.1.2 was written for Verilator 4. Forced into every C++ file that cargo compiles
// (see .cargo/config.toml), this header lets its shim compile against Verilator 5: the shim takes its
// Verilator 4.38 branch, and the one function that was renamed since is mapped to its new name.
#ifndef SEEDCHIP_VERILATED_COMPAT_H
#define SEEDCHIP_VERILATED_COMPAT_H
#undef VERILATOR_VERSION_MAJOR
#undef VERILATOR_VERSION_MINOR
#define VERILATOR_VERSION_MAJOR 4
#define VERILATOR_VERSION_MINOR 38
#define rolloverMB(megabytes) rolloverSize(static_cast<uint64_t>(megabytes) * 1000000)
#endif
