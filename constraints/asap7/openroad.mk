# OpenROAD-flow-scripts, platform asap7: block @BLOCK@ of configuration @CONFIGURATION@.
# Not run here: the flow is in no package that this project installs. To run it, copy the run's folder to
# flow/designs/asap7/seedchip/ and say, in flow/:
#   make DESIGN_CONFIG=designs/asap7/seedchip/openroad.mk

export DESIGN_NICKNAME = seedchip
export DESIGN_NAME     = @TOP@
export PLATFORM        = asap7

export SEEDCHIP_DIR  = $(DESIGN_HOME)/$(PLATFORM)/$(DESIGN_NICKNAME)
export VERILOG_FILES = $(addprefix $(SEEDCHIP_DIR)/,@SOURCES@)
# The platform's libraries count in picoseconds; seedchip.sdc says so itself that it counts in nanoseconds.
export SDC_FILE      = $(SEEDCHIP_DIR)/seedchip.sdc

# Room for the clock tree and the buffers of the reset; more where placement density is refused.
export CORE_UTILIZATION = 60
export PLACE_DENSITY_LB_ADDON = 0.10
export TNS_END_PERCENT = 100

# The memories of the accumulators become flip-flops here. A product has them as SRAM macros: list their LEF, LIB
# and GDS in ADDITIONAL_LEFS, ADDITIONAL_LIBS and ADDITIONAL_GDS, and put the macro into the memory modules.
export SYNTH_MEMORY_MAX_BITS = 1048576
