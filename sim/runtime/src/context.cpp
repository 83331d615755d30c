// The contexts of models, and the part of Verilator's runtime that the crate `verilated` leaves out.
//
// Each model has a context of its own, so that models of different threads share nothing. Verilator keeps a
// pointer to "the context of this thread" and a global one to the last; making a model acts on them. They
// point to the default context whenever no model is being made, traced or deleted, so they never dangle.
// The caller holds a lock around each of these steps (see lib.rs).
#include "verilated.h"
// verilated.cpp refers to it.
#include "verilated_threads.cpp"

extern "C" {
// A context with this seed, in which registers start at random or at zero: the one of this thread until `leave`.
VerilatedContext* seedchip_context_create(int seed, int random) {
    VerilatedContext* const context = new VerilatedContext;
    // Otherwise Verilator starts a pool with a thread for each core.
    context->threads(1);
    context->traceEverOn(true);
    context->randSeed(seed);
    context->randReset(random ? 2 : 0);
    return context;
}

void seedchip_context_enter(VerilatedContext* context) { Verilated::threadContextp(context); }

void seedchip_context_leave() { Verilated::threadContextp(Verilated::defaultContextp()); }

void seedchip_context_destroy(VerilatedContext* context) { delete context; }
}
