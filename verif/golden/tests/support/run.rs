//! Commands with their operands on the golden model.

use crate::support::Operands;
use seedchip_golden::datapath::Datapath;
use seedchip_spec::device::{Act, Device, Events};
use seedchip_spec::{Command, Status, Stream};

/// What a command and its packets are as acts.
pub fn acts(command: &Command, operands: &Operands) -> Vec<Act> {
    let parts = [
        (Stream::Weight, &operands.weights),
        (Stream::Activation, &operands.activations),
        (Stream::Parameter, &operands.parameters),
        (Stream::Scale, &operands.scales),
    ];
    let sent = parts
        .into_iter()
        .filter(|(_, beats)| !beats.is_empty())
        .map(|(stream, beats)| Act::Send(stream, beats.clone()));
    [Act::command(command)].into_iter().chain(sent).collect()
}

/// Runs a command on its operands: what came, and the status.
pub fn run(datapath: &mut Datapath, command: &Command, operands: &Operands) -> (Events, Status) {
    let mut acts = acts(command, operands);
    acts.push(Act::Await(Stream::Status, 1));
    let events = datapath.run(&acts).unwrap_or_else(|error| panic!("{error}"));
    let status = events.statuses().expect("statuses")[0];
    (events, status)
}
