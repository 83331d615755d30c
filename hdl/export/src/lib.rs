//! rust-hdl blocks to plain, readable Verilog-2001.
