// The C face of the Verilated models: one table of functions for each, the same for all.
#ifndef SEEDCHIP_MODEL_H
#define SEEDCHIP_MODEL_H
// Verilator's runtime is the program's, also where a header defines a part of it.
#pragma GCC visibility push(default)
#include <cstdint>
#include "verilated.h"
#if VM_TRACE
#include "verilated_vcd_c.h"
#define SEEDCHIP_TRACE(Model) SeedchipFunctions<Model>::trace
#else
class VerilatedVcdC;
#define SEEDCHIP_TRACE(Model) nullptr
#endif
#pragma GCC visibility pop

// Everything else is hidden.
#define SEEDCHIP_SHOWN __attribute__((visibility("default")))

// Mirrored by `Interface` in sim/src/models/interface.rs.
struct SeedchipInterface {
    void* (*create)(VerilatedContext*);
    void (*destroy)(void*);
    void (*evaluate)(void*);
    // Null in a model that can't write waveforms.
    void (*trace)(void*, VerilatedVcdC*);
    // Writes the address of every port's storage, in the order of the design's list of ports, the clock last.
    void (*ports)(void*, void**);
    // Clocks the model with random inputs and folds its outputs into a number: see SeedchipExercise.
    uint64_t (*exercise)(void*, uint64_t cycles, uint64_t seed);
};

// Random inputs and the fold of the outputs. sim/src/models/exercise.rs does exactly the same, so that the two
// loops can be compared in their results and in their speed.
class SeedchipExercise {
    uint64_t m_state;
    uint64_t m_fold = 0;

public:
    explicit SeedchipExercise(uint64_t seed)
        : m_state{seed | 1} {}
    uint64_t next() {
        m_state ^= m_state << 13;
        m_state ^= m_state >> 7;
        m_state ^= m_state << 17;
        return m_state;
    }
    void observe(uint64_t value) { m_fold = ((m_fold << 5) | (m_fold >> 59)) ^ value; }
    uint64_t fold() const { return m_fold; }
};

// The functions that don't depend on the ports.
template <class Model>
struct SeedchipFunctions {
    static void* create(VerilatedContext* context) { return new Model{context, "TOP"}; }
    static void destroy(void* model) {
        static_cast<Model*>(model)->final();
        delete static_cast<Model*>(model);
    }
    static void evaluate(void* model) { static_cast<Model*>(model)->eval(); }
#if VM_TRACE
    static void trace(void* model, VerilatedVcdC* vcd) { static_cast<Model*>(model)->trace(vcd, 99); }
#endif
};
#endif
