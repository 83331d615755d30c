use crate::arith::product::Product;
use rust_hdl::prelude::*;
use seedchip_export::dff_setup;

block! {
    /// Counters of the performance of a command, and the sticky flags.
    ///
    /// Products are counted by a multiplier of the rows and columns in use per launched row, one adder for the
    /// whole array, instead of a counter in every cell.
    ///
    /// Timing: a count shows a cycle later, products four cycles after their launch (the product has a register of its
    /// own on the way from a DSP block to the counter).
    /// Special cases: start_i wins over counting but for cycles, which begin with that of start_i; a flag raised wins
    /// over its clearing.
    /// Widths: 9 bits hold 256 rows or columns, 17 bits their product; 48 bits of cycles last 78 hours at 1 GHz,
    /// and 2^16 · 2^16 · 2^15 products of the largest command need 47.
    pub struct Counters;

    /// The counters; they are the same for every configuration.
    new()
    module "counters"
    ports {
        /// Clock.
        in clk_i: Clock,
        /// Synchronous reset, active low: clears all but a product under way.
        in rst_ni: Bit,
        /// A command starts: clear its counters.
        in start_i: Bit,
        /// Clear the flags.
        in clear_flags_i: Bit,
        /// A command is under way: count this cycle.
        in busy_i: Bit,
        /// A row of activations is launched.
        in launch_i: Bit,
        /// The rows of the array that the launched row uses.
        in rows_used_i: Bits<9>,
        /// The columns of the array that the launched row uses.
        in columns_used_i: Bits<9>,
        /// The cycle waits for weights.
        in stall_weights_i: Bit,
        /// The cycle waits for activations.
        in stall_activations_i: Bit,
        /// The cycle waits for parameters.
        in stall_parameters_i: Bit,
        /// The cycle waits for room for results.
        in stall_results_i: Bit,
        /// A result saturated.
        in saturation_i: Bit,
        /// A bias is out of range.
        in bias_range_i: Bit,
        /// The weights' last beat is not where the command ends.
        in weight_framing_i: Bit,
        /// The activations' last beat is not where the command ends.
        in activation_framing_i: Bit,
        /// A set of parameters does not end with its last column.
        in parameter_framing_i: Bit,
        /// The sticky flags; the upper three bits are unused.
        out flags_o: Bits<8>,
        /// Cycles, products, stalls of weights, activations, parameters, results.
        out counters_o: Bits<48>[6],
    }
    inside {
        wire raised: Bits<8>,
        reg flags: Bits<8>{5},
        wire rows: Bits<32>,
        wire columns: Bits<32>,
        block product: Product = Product::new(10, 10),
        reg product_late: Bits<32>{17},
        reg cycles: Bits<48>,
        reg products: Bits<48>,
        reg stalls_weights: Bits<48>,
        reg stalls_activations: Bits<48>,
        reg stalls_parameters: Bits<48>,
        reg stalls_results: Bits<48>,
    }
}

impl Logic for Counters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clk_i, registers);
        self.raised.next = bit_cast::<8, 1>(self.saturation_i.val().into())
            | (bit_cast::<8, 1>(self.bias_range_i.val().into()) << 1)
            | (bit_cast::<8, 1>(self.weight_framing_i.val().into()) << 2)
            | (bit_cast::<8, 1>(self.activation_framing_i.val().into()) << 3)
            | (bit_cast::<8, 1>(self.parameter_framing_i.val().into()) << 4);
        if self.clear_flags_i.val() {
            self.flags.d.next = self.raised.val();
        } else {
            self.flags.d.next = self.flags.q.val() | self.raised.val();
        }
        self.flags_o.next = self.flags.q.val();

        comment!("A cycle without a launch multiplies zero, so nothing else has to go along.");
        comment!("So does one of reset, as its product would come after the start of a next command.");
        self.rows.next = 0.into();
        self.columns.next = 0.into();
        if self.launch_i.val() && self.rst_ni.val() {
            self.rows.next = bit_cast::<32, 9>(self.rows_used_i.val());
            self.columns.next = bit_cast::<32, 9>(self.columns_used_i.val());
        }
        self.product.clk_i.next = self.clk_i.val();
        self.product.a_i.next = signed_cast(self.rows.val());
        self.product.b_i.next = signed_cast(self.columns.val());
        self.product.b_load_i.next = true;
        self.product_late.d.next = unsigned_cast(self.product.product_o.val()).get_bits::<32>(0);
        self.products.d.next = self.products.q.val() + bit_cast::<48, 32>(self.product_late.q.val());
        if self.busy_i.val() {
            self.cycles.d.next = self.cycles.q.val() + 1;
        }
        if self.stall_weights_i.val() {
            self.stalls_weights.d.next = self.stalls_weights.q.val() + 1;
        }
        if self.stall_activations_i.val() {
            self.stalls_activations.d.next = self.stalls_activations.q.val() + 1;
        }
        if self.stall_parameters_i.val() {
            self.stalls_parameters.d.next = self.stalls_parameters.q.val() + 1;
        }
        if self.stall_results_i.val() {
            self.stalls_results.d.next = self.stalls_results.q.val() + 1;
        }
        if self.start_i.val() {
            self.cycles.d.next = 0.into();
            if self.busy_i.val() {
                self.cycles.d.next = 1.into();
            }
            self.products.d.next = 0.into();
            self.stalls_weights.d.next = 0.into();
            self.stalls_activations.d.next = 0.into();
            self.stalls_parameters.d.next = 0.into();
            self.stalls_results.d.next = 0.into();
        }

        self.counters_o[0].next = self.cycles.q.val();
        self.counters_o[1].next = self.products.q.val();
        self.counters_o[2].next = self.stalls_weights.q.val();
        self.counters_o[3].next = self.stalls_activations.q.val();
        self.counters_o[4].next = self.stalls_parameters.q.val();
        self.counters_o[5].next = self.stalls_results.q.val();

        if !self.rst_ni.val() {
            self.flags.d.next = 0.into();
            self.cycles.d.next = 0.into();
            self.products.d.next = 0.into();
            self.stalls_weights.d.next = 0.into();
            self.stalls_activations.d.next = 0.into();
            self.stalls_parameters.d.next = 0.into();
            self.stalls_results.d.next = 0.into();
        }
    }
}
