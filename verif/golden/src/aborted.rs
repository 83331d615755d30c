//! What can come of commands that were aborted: how many had ended by then is a matter of time, the rest is not.

use crate::datapath::has_results;
use seedchip_spec::codec::Content;
use seedchip_spec::device::Events;
use seedchip_spec::{Beat, Beats, Command, ErrorCode, Opcode, Status, Stream};

/// Checks what a unit gave of these commands, of which an abort ended some, against what comes of the same commands
/// without the abort. How many commands ended before it; or what can't be.
///
/// The first commands have their statuses (cycles and stalls are not compared) and their results. The others have the
/// status `aborted`, without flags, and no results, but for the first of them: its results may have begun, and then a beat
/// of zeros ends them.
pub fn check(commands: &[[u32; 4]], undisturbed: &Events, found: &Events) -> Result<usize, String> {
    let (statuses, told) = (undisturbed.beats(Stream::Status), found.beats(Stream::Status));
    if [told.len(), statuses.len()] != [commands.len(); 2] {
        return Err(format!("{} statuses of {} commands", told.len(), commands.len()));
    }
    // A command that asks has no error, and no results either.
    let gives = |command: usize| {
        Command::OPCODE.get(&commands[command]) == Opcode::Product as u64
            && error(statuses.data(command)).is_some_and(has_results)
    };
    let ended = (0..told.len()).take_while(|command| error(told.data(*command)) != Some(ErrorCode::Aborted)).count();
    for command in 0..told.len() {
        let (status, told) = (statuses.data(command), told.data(command));
        let expected = if command < ended { head(status) } else { aborted(status) };
        let may_have_flags = command < ended && has_unspecified_results(status);
        let masked = |word: u32| if may_have_flags { word & !(0xff << 16) } else { word };
        if masked(told[0]) != masked(expected) {
            return Err(format!("the status of command {command} begins with {:#010x}, not {expected:#010x}", told[0]));
        }
        if command >= ended && told[1..].iter().any(|word| *word != 0) {
            return Err(format!("command {command} was aborted and its status is not zero behind the error"));
        }
    }

    let mut packets = Packets { beats: undisturbed.results(), next: 0 };
    let mut given = found.results().iter();
    for command in (0..ended).filter(|command| gives(*command)) {
        let exact = !has_unspecified_results(statuses.data(command));
        if !packets.take().all(|beat| given.next().is_some_and(|found| agrees(beat, found, exact))) {
            return Err(format!("command {command} had ended, and has other results"));
        }
    }
    let rest: Vec<Beat> = given.collect();
    let Some((end, begun)) = rest.split_last() else { return Ok(ended) };
    if ended == told.len() || !gives(ended) || begun.is_empty() {
        return Err(format!("{} beats of results behind those of the commands that had ended", rest.len()));
    }
    let exact = !has_unspecified_results(statuses.data(ended));
    let whole: Vec<Beat> = packets.take().collect();
    let agree = whole.iter().zip(begun).all(|(beat, found)| agrees(*beat, *found, exact));
    if begun.len() >= whole.len() || !agree {
        return Err(format!("command {ended} was aborted, and its results before that are others"));
    }
    // As many bytes as four times the columns, every one kept.
    let bytes = end.data.len() * 4;
    let kept: usize = end.keep.iter().map(|word| word.count_ones() as usize).sum();
    if !end.last || kept != bytes || end.data.iter().any(|word| *word != 0) {
        return Err(format!("the results of command {ended}, which was aborted, do not end with a beat of zeros"));
    }
    Ok(ended)
}

/// The tag, flags and error of a status.
fn head(status: &[u32]) -> u32 {
    status[0]
}

/// The same of a command that was aborted.
fn aborted(status: &[u32]) -> u32 {
    let mut beat = [0; Status::WIDTH / 32];
    Status::TAG.set(&mut beat, Status::TAG.get(status));
    Status::ERROR.set(&mut beat, ErrorCode::Aborted.to_bits());
    head(&beat)
}

fn error(status: &[u32]) -> Option<ErrorCode> {
    ErrorCode::from_bits(Status::ERROR.get(status))
}

fn has_unspecified_results(status: &[u32]) -> bool {
    error(status).is_some_and(|error| error.is_failure() && has_results(error))
}

/// Whether a beat of results is the expected one; of unspecified values only keep and `tlast`. Null bytes are not
/// compared.
fn agrees(expected: Beat, found: Beat, exact: bool) -> bool {
    let kept = |byte: usize| expected.keep[byte / 32] >> (byte % 32) & 1 == 1;
    let mut bytes = expected.bytes().zip(found.bytes()).enumerate();
    (expected.keep, expected.last) == (found.keep, found.last)
        && (!exact || bytes.all(|(place, (expected, found))| expected == found || !kept(place)))
}

/// Beats, packet by packet.
struct Packets<'a> {
    beats: &'a Beats,
    next: usize,
}

impl<'a> Packets<'a> {
    /// The beats of the next packet.
    fn take(&mut self) -> impl Iterator<Item = Beat<'a>> + use<'a> {
        let (beats, start) = (self.beats, self.next);
        let end = (start..beats.len()).find(|beat| beats.last(*beat)).map_or(beats.len(), |last| last + 1);
        self.next = end;
        (start..end).map(move |beat| beats.get(beat))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datapath::Datapath;
    use seedchip_spec::Configuration;
    use seedchip_spec::device::{Act, Device};

    /// Four commands: a raw product of 1 × 9 (three beats), one that is refused, a raw product whose weights are short
    /// (two beats), and one that asks.
    fn commands() -> [[u32; 4]; 4] {
        let raw = |n, tag| Command { raw: true, tag, ..Command::product(1, n, 1) }.encode();
        [raw(9, 1), [7, 0, 0, 2], raw(5, 3), Command::nothing(4).encode()]
    }

    fn undisturbed() -> Events {
        let configuration = Configuration::named("tiny").expect("named");
        let beats = |stream: Stream, count: usize| {
            let mut beats = stream.beats(configuration.sizes());
            (1..=count).for_each(|beat| beats.push(&[0x0101_0101 * beat as u32], beat == count));
            Act::Send(stream, beats)
        };
        let mut acts: Vec<Act> = commands().iter().map(|command| Act::beat(Stream::Command, command)).collect();
        acts.extend([
            beats(Stream::Weight, 12),
            beats(Stream::Activation, 3),
            beats(Stream::Weight, 7),
            beats(Stream::Activation, 2),
        ]);
        Datapath::new(&configuration).run(&acts).expect("nothing is awaited")
    }

    /// What comes if so many commands have ended, and so many beats of the next one's results have come.
    fn disturbed(ended: usize, begun: usize) -> Events {
        let whole = undisturbed();
        let mut events = Events::none(Configuration::named("tiny").expect("named").sizes());
        let statuses = whole.beats(Stream::Status);
        for command in 0..statuses.len() {
            let mut status = statuses.data(command).to_vec();
            if command >= ended {
                status.fill(0);
                status[0] = 14 << 24 | statuses.data(command)[0] & 0xffff;
            }
            events.beats_mut(Stream::Status).push(&status, false);
        }
        let before = [0, 3, 3, 5, 5][ended];
        for beat in whole.results().iter().take(before + begun) {
            events.beats_mut(Stream::Result).push_kept(beat.data, beat.keep, beat.last);
        }
        if begun > 0 {
            events.beats_mut(Stream::Result).push_kept(&[0; 4], &[0xffff], true);
        }
        events
    }

    #[test]
    fn any_number_of_commands_may_have_ended_and_the_results_of_the_next_one_begun() {
        for (ended, begun) in [(0, 0), (0, 1), (0, 2), (1, 0), (2, 0), (2, 1), (3, 0), (4, 0)] {
            assert_eq!(check(&commands(), &undisturbed(), &disturbed(ended, begun)), Ok(ended), "{ended}, {begun}");
        }
    }

    #[test]
    fn values_and_flags_of_a_command_that_failed_mean_nothing() {
        let mut events = disturbed(4, 0);
        events.beats_mut(Stream::Result).data_mut(4)[0] ^= 1;
        events.beats_mut(Stream::Status).data_mut(2)[0] ^= 1 << 16;
        assert_eq!(check(&commands(), &undisturbed(), &events), Ok(4));
    }

    #[test]
    fn what_cannot_be_is_found() {
        let wrong = |ended, begun, change: fn(&mut Events)| {
            let mut events = disturbed(ended, begun);
            change(&mut events);
            check(&commands(), &undisturbed(), &events).expect_err("it cannot be")
        };
        let zeros = |events: &mut Events| events.beats_mut(Stream::Result).push_kept(&[0; 4], &[0xffff], true);
        for (error, part) in [
            (wrong(1, 0, |events| events.beats_mut(Stream::Status).data_mut(0)[0] ^= 1), "status of command 0"),
            (wrong(1, 0, |events| events.beats_mut(Stream::Status).data_mut(1)[0] ^= 1 << 16), "status of command 1"),
            (wrong(1, 0, |events| events.beats_mut(Stream::Status).data_mut(1)[1] = 5), "not zero behind the error"),
            (wrong(1, 0, |events| events.beats_mut(Stream::Result).data_mut(2)[0] ^= 1), "has other results"),
            (wrong(1, 0, zeros), "1 beats of results behind"),
            (wrong(3, 0, zeros), "1 beats of results behind"),
            (wrong(4, 0, zeros), "1 beats of results behind"),
            (wrong(0, 2, |events| events.beats_mut(Stream::Result).data_mut(1)[0] ^= 1), "before that are others"),
            (wrong(0, 3, |_| {}), "before that are others"),
            (wrong(0, 2, |events| events.beats_mut(Stream::Result).data_mut(2)[0] = 1), "a beat of zeros"),
            (wrong(0, 2, |events| *events.beats_mut(Stream::Result).last_mut(2) = false), "a beat of zeros"),
            (wrong(2, 0, |events| events.beats_mut(Stream::Status).push(&[0; 8], false)), "5 statuses of 4 commands"),
        ] {
            assert!(error.contains(part), "{error}");
        }
    }
}
