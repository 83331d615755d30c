//! The outputs of the launcher, which appear one cycle later.

use crate::Outputs;

/// What a cycle waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stall {
    Weights,
    Activations,
    Parameters,
    Results,
}

/// The registered outputs of one slot or one stall; all zero in a cycle with neither.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tokens {
    pub(super) swap: bool,
    pub(super) store: bool,
    /// A result was launched.
    pub(super) result: bool,
    pub(super) first: bool,
    pub(super) partial: bool,
    /// A parameter set was used up.
    pub(super) set: bool,
    /// The command's last row of activations.
    pub(super) last_row: bool,
    /// The command's last slot was sent.
    pub(super) end: bool,
    pub(super) address: usize,
    pub(super) rows_used: usize,
    pub(super) columns_used: usize,
    pub(super) stall: Option<Stall>,
}

impl Tokens {
    /// No slot was sent.
    pub(super) fn stalled(stall: Stall) -> Self {
        Self { stall: Some(stall), ..Self::default() }
    }

    /// Writes all of them.
    pub(super) fn show(&self, outputs: &mut Outputs) {
        let bits = [
            ("swap_o", self.swap),
            ("store_o", self.store),
            ("result_o", self.result),
            ("first_o", self.first),
            ("partial_o", self.partial),
            ("set_o", self.set),
            ("final_o", self.last_row),
            ("end_o", self.end),
            ("stall_weights_o", self.stall == Some(Stall::Weights)),
            ("stall_activations_o", self.stall == Some(Stall::Activations)),
            ("stall_parameters_o", self.stall == Some(Stall::Parameters)),
            ("stall_results_o", self.stall == Some(Stall::Results)),
        ];
        for (port, bit) in bits {
            outputs.pins.set(port, bit.into());
        }
        let numbers = [
            // The port takes the low bits.
            ("address_o", self.address),
            ("rows_used_o", self.rows_used),
            ("columns_used_o", self.columns_used),
        ];
        for (port, number) in numbers {
            if self.store || self.result {
                outputs.pins.set(port, number as u64);
            } else {
                outputs.unspecified.push(port);
            }
        }
    }
}
