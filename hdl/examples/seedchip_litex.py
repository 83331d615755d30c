"""Example: the datapath as a LiteX module with stream endpoints.

    seedchip generate --config small --out build/rtl
    python hdl/examples/seedchip_litex.py --top seedchip_datapath_small --rows 8 --columns 8 --out build/litex.v

writes the module alone as Verilog, `build/litex.v`, with the ports of the datapath. In a SoC:

    self.seedchip = SeedChip("seedchip_datapath_small", rows=8, columns=8)
    add_sources(platform, "build/rtl")

and, for instance, commands from and statuses to CSRs or a DMA of 32 bits:

    self.commands = stream.Converter(32, 128)
    self.statuses = stream.Converter(256, 32)
    self.comb += [self.commands.source.connect(self.seedchip.command),
                  self.seedchip.status.connect(self.statuses.sink)]
"""

import argparse
import os

from migen import ClockDomain, ClockSignal, Instance, ResetSignal, Signal

from litex.gen import LiteXModule
from litex.gen.fhdl.verilog import convert
from litex.soc.interconnect import stream


class SeedChip(LiteXModule):
    """The datapath. Beats are those of its AXI4-Streams; `last` is tlast."""

    def __init__(self, top, rows, columns, clock_domain="sys"):
        self.command = stream.Endpoint([("data", 128)])
        self.weight = stream.Endpoint([("data", 8 * columns)])
        self.activation = stream.Endpoint([("data", 8 * rows)])
        self.parameter = stream.Endpoint([("data", 128)])
        self.result = stream.Endpoint([("data", 32 * columns), ("keep", 4 * columns)])
        self.status = stream.Endpoint([("data", 256)])
        self.abort = Signal()
        # A status is a packet of one beat.
        self.comb += self.status.last.eq(1)

        ports = {
            "i_clk_i": ClockSignal(clock_domain),
            "i_rst_ni": ~ResetSignal(clock_domain),
            "i_abort_i": self.abort,
            "o_m_axis_result_tkeep": self.result.keep,
        }
        for name in ["command", "weight", "activation", "parameter"]:
            endpoint = getattr(self, name)
            ports[f"i_s_axis_{name}_tvalid"] = endpoint.valid
            ports[f"o_s_axis_{name}_tready"] = endpoint.ready
            ports[f"i_s_axis_{name}_tdata"] = endpoint.data
            if name != "command":
                ports[f"i_s_axis_{name}_tlast"] = endpoint.last
        for name in ["result", "status"]:
            endpoint = getattr(self, name)
            ports[f"o_m_axis_{name}_tvalid"] = endpoint.valid
            ports[f"i_m_axis_{name}_tready"] = endpoint.ready
            ports[f"o_m_axis_{name}_tdata"] = endpoint.data
            if name != "status":
                ports[f"o_m_axis_{name}_tlast"] = endpoint.last
        self.specials += Instance(top, **ports)


def add_sources(platform, folder):
    """Adds what `seedchip generate` wrote to a folder, by its file list."""
    with open(os.path.join(folder, "datapath.f")) as files:
        for line in files:
            if not line.startswith("//"):
                platform.add_source(os.path.join(folder, line.strip()))


def alone(datapath, rows, columns):
    """The module as Verilog, with the ports of the datapath."""
    top = LiteXModule()
    top.seedchip = seedchip = SeedChip(datapath, rows, columns)
    top.cd_sys = ClockDomain()
    clock, reset = Signal(name="clk_i"), Signal(name="rst_ni")
    top.comb += [top.cd_sys.clk.eq(clock), top.cd_sys.rst.eq(~reset)]
    ports = {clock, reset}

    def port(name, signal, inwards):
        outside = Signal(len(signal), name=name)
        top.comb += signal.eq(outside) if inwards else outside.eq(signal)
        ports.add(outside)

    for name, endpoint in [(name, getattr(seedchip, name)) for name in ["command", "weight", "activation", "parameter"]]:
        port(f"s_axis_{name}_tvalid", endpoint.valid, True)
        port(f"s_axis_{name}_tready", endpoint.ready, False)
        port(f"s_axis_{name}_tdata", endpoint.data, True)
        if name != "command":
            port(f"s_axis_{name}_tlast", endpoint.last, True)
    for name, endpoint in [(name, getattr(seedchip, name)) for name in ["result", "status"]]:
        port(f"m_axis_{name}_tvalid", endpoint.valid, False)
        port(f"m_axis_{name}_tready", endpoint.ready, True)
        port(f"m_axis_{name}_tdata", endpoint.data, False)
    port("abort_i", seedchip.abort, True)
    port("m_axis_result_tkeep", seedchip.result.keep, False)
    port("m_axis_result_tlast", seedchip.result.last, False)
    return convert(top, ios=ports, name="seedchip_litex")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the datapath as a LiteX module to Verilog.")
    parser.add_argument("--top", required=True, metavar="MODULE", help="the module of the datapath")
    parser.add_argument("--rows", type=int, required=True, help="rows of the array")
    parser.add_argument("--columns", type=int, required=True, help="columns of the array")
    parser.add_argument("--out", required=True, metavar="FILE.v", help="the file to write")
    arguments = parser.parse_args()
    alone(arguments.top, arguments.rows, arguments.columns).write(arguments.out)
