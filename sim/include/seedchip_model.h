// The C face of the Verilated models: one table of functions for each, the same for all.
#ifndef SEEDCHIP_MODEL_H
#define SEEDCHIP_MODEL_H
#include <cstdint>
#include "verilated.h"
#include "verilated_vcd_c.h"

// Mirrored by `Interface` in sim/src/models/verilated.rs.
struct SeedchipInterface {
    void* (*create)(VerilatedContext*);
    void (*destroy)(void*);
    void (*evaluate)(void*);
    void (*trace)(void*, VerilatedVcdC*);
    // Writes the address of every port's storage, in the order of the generated list of ports.
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
    static void trace(void* model, VerilatedVcdC* vcd) { static_cast<Model*>(model)->trace(vcd, 99); }
};
#endif
