// What all models share: their contexts. The rest of Verilator's runtime comes from the crate `verilated`, or, in a
// library that is loaded, stands above this text.
//
// Each model has a context of its own, so that models of different threads share nothing. Verilator keeps a
// pointer to "the context of this thread" and a global one to the last; making a model acts on them. They
// point to the default context whenever no model is being made, traced or deleted, so they never dangle.
// The caller holds a lock around each of these steps (see sim/src/models/verilated.rs).
#include "seedchip_model.h"
// The crate leaves this part of the runtime out, and verilated.cpp refers to it.
#include "verilated_threads.cpp"

// A context with this seed, in which registers start at random or at zero: the one of this thread until `leave`.
VerilatedContext* seedchip_context_create(int seed, int random) {
    VerilatedContext* const context = new VerilatedContext;
    // Otherwise Verilator starts a pool with a thread for each core.
    context->threads(1);
#if VM_TRACE
    context->traceEverOn(true);
#endif
    context->randSeed(seed);
    context->randReset(random ? 2 : 0);
    return context;
}

void seedchip_context_enter(VerilatedContext* context) { Verilated::threadContextp(context); }

void seedchip_context_leave() { Verilated::threadContextp(Verilated::defaultContextp()); }

void seedchip_context_destroy(VerilatedContext* context) { delete context; }
