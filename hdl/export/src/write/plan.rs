//! Decides which form every net takes: a continuous assignment, a combinational block, a clocked block, or
//! a child's pin.

use crate::error::ExportError;
use crate::read::collect::Type;
use crate::read::expression::{Expression, Kind};
use crate::read::net::{Nets, Role, Span};
use crate::read::statement::{Statement, project};
use crate::write::arrange::compact;
use crate::write::choose::choose;
use crate::write::writer::Writer;
use std::collections::{BTreeSet, HashMap, HashSet};

/// How a combinational net is driven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drive {
    /// Every bit once and always.
    Continuous,
    /// By the statements of a group, in an `always @(*)`.
    Block(usize),
}

/// A clocked block.
#[derive(Clone, Debug)]
pub struct Clocked {
    /// Its clock.
    pub clock: Span,
    /// What resets it, and to what.
    pub reset: Option<(Expression, Vec<Statement>)>,
    /// What happens at the edge.
    pub body: Vec<Statement>,
}

/// The whole decision.
#[derive(Debug, Default)]
pub struct Plan {
    /// The kernel without clocks, in compact form.
    pub statements: Vec<Statement>,
    /// Per net, how it is driven.
    pub drives: Vec<Option<Drive>>,
    /// The targets of every combinational block.
    pub groups: Vec<Vec<Span>>,
    /// The clocked blocks.
    pub clocked: Vec<Clocked>,
    /// Next values of flip-flops that are read, and so have a name.
    pub named_data: HashSet<usize>,
}

/// Plans a kernel.
pub fn plan(statements: Vec<Statement>, nets: &Nets, place: &dyn Fn(&str) -> String) -> Result<Plan, ExportError> {
    let mut plan = Plan { drives: vec![None; nets.list.len()], ..Plan::default() };
    for statement in &statements {
        statement.for_each_read(&mut |span| {
            if nets.net(&span).role == Role::FlopData {
                plan.named_data.insert(span.net);
            }
        });
    }
    let statements = decide(statements, &mut Writer::new(nets, HashMap::new()));
    let (statements, clocks) = take_clocks(drop_overwritten(statements), nets, place)?;
    let mut statements = drop_holds(statements, nets, &plan.named_data);
    let reset = take_reset(&mut statements, nets, &plan.named_data);
    plan.statements = choose(compact(statements), nets);
    plan.drives_of_nets(nets);
    plan.clocked_blocks(nets, &clocks, reset);
    Ok(plan)
}

/// Replaces choices that no signal decides by what they come to: an `always @(*)` of which the text reads no signal
/// would never run.
fn decide(statements: Vec<Statement>, writer: &mut Writer) -> Vec<Statement> {
    let mut decided = Vec::with_capacity(statements.len());
    for mut statement in statements {
        let chosen = match &mut statement {
            Statement::If { condition, then, otherwise } => {
                let reads = writer.reads(|writer| drop(writer.condition(condition)));
                (!reads).then(|| if condition.value_at_zero().bit(0) { then } else { otherwise })
            }
            Statement::Case { subject, arms, default } => {
                let reads = writer.reads(|writer| drop(writer.subject(subject)));
                let value = subject.value_at_zero();
                (!reads).then(|| arms.iter_mut().find(|arm| arm.0 == value).map_or(default, |arm| &mut arm.2))
            }
            Statement::Assign { .. } | Statement::Comment(_) => None,
        };
        match chosen {
            Some(block) => decided.extend(decide(std::mem::take(block), writer)),
            None => {
                for block in statement.blocks_mut() {
                    *block = decide(std::mem::take(block), writer);
                }
                decided.push(statement);
            }
        }
    }
    decided
}

/// An assignment of which a later one always writes every bit does nothing.
fn drop_overwritten(statements: Vec<Statement>) -> Vec<Statement> {
    let mut later: HashMap<usize, Vec<Span>> = HashMap::new();
    let mut kept = Vec::with_capacity(statements.len());
    for statement in statements.into_iter().rev() {
        if let Statement::Assign { target, .. } = &statement {
            let spans = later.entry(target.net).or_default();
            if spans.iter().any(|span| span.contains(target)) {
                continue;
            }
            spans.push(*target);
        }
        kept.push(statement);
    }
    kept.reverse();
    kept
}

/// Separates the wiring of clocks, which must be plain.
fn take_clocks(
    statements: Vec<Statement>,
    nets: &Nets,
    place: &dyn Fn(&str) -> String,
) -> Result<(Vec<Statement>, HashMap<usize, Span>), ExportError> {
    let mut clocks: HashMap<usize, Span> = HashMap::new();
    let mut rest = Vec::with_capacity(statements.len());
    for statement in statements {
        let mut clocked = None;
        statement.for_each_write(&mut |span| {
            if nets.net(&span).role == Role::FlopClock {
                clocked.get_or_insert(span);
            }
        });
        let Some(target) = clocked else {
            rest.push(statement);
            continue;
        };
        let refuse = |what: &str| ExportError::UnsupportedConstruct {
            path: place(&nets.net(&target).lane_label(target.lsb)),
            what: what.to_owned(),
        };
        let Statement::Assign { value: Expression { kind: Kind::Signal(clock), .. }, .. } = &statement else {
            return Err(refuse("a clock that depends on something: wire a clock input to it always"));
        };
        if !nets.net(clock).clock || nets.net(clock).role != Role::Input {
            return Err(refuse("a clock that is no input of the block: wire a clock input to it"));
        }
        if clocks.insert(target.net, *clock).is_some_and(|other| other != *clock) {
            return Err(refuse("two clocks for one vector of flip-flops: make two vectors"));
        }
    }
    Ok((rest, clocks))
}

/// The value that the flip-flops behind `target` hold.
fn state_of(nets: &Nets, target: &Span) -> Option<Span> {
    let flop = nets.flops.iter().find(|flop| flop.data == target.net)?;
    Some(Span { net: flop.state, ..*target })
}

/// A flip-flop that is not written keeps its value: the default `d = q` goes without saying.
fn drop_holds(statements: Vec<Statement>, nets: &Nets, named_data: &HashSet<usize>) -> Vec<Statement> {
    let mut seen: HashMap<usize, Vec<Span>> = HashMap::new();
    let mut writes: HashMap<Span, usize> = HashMap::new();
    for statement in &statements {
        statement.for_each_write(&mut |span| *writes.entry(span).or_default() += 1);
    }
    let mut kept = Vec::with_capacity(statements.len());
    for statement in statements {
        if let Statement::Assign { target, value } = &statement {
            let first = !seen.get(&target.net).is_some_and(|spans| spans.iter().any(|span| span.overlaps(target)));
            let hold = state_of(nets, target).is_some_and(|state| value.kind == Kind::Signal(state));
            let later = writes.get(target).is_some_and(|count| *count > 1);
            if first && hold && later && !named_data.contains(&target.net) {
                continue;
            }
        }
        statement.for_each_write(&mut |span| seen.entry(span.net).or_default().push(span));
        kept.push(statement);
    }
    kept
}

/// Takes a last `if !rst_ni { … }` of constants off, as far as it resets whole nets.
fn take_reset(
    statements: &mut Vec<Statement>,
    nets: &Nets,
    named_data: &HashSet<usize>,
) -> Option<(Expression, Vec<Statement>, BTreeSet<usize>)> {
    let last = statements.iter().rposition(|statement| !matches!(statement, Statement::Comment(_)))?;
    let Statement::If { condition, then, otherwise } = &statements[last] else { return None };
    let active_low = match &condition.kind {
        Kind::Not(inner) => matches!(&inner.kind, Kind::Signal(span) if nets.net(span).role == Role::Input),
        _ => false,
    };
    if !active_low || !otherwise.is_empty() {
        return None;
    }
    let mut reset_bits: HashMap<usize, usize> = HashMap::new();
    for statement in then {
        match statement {
            Statement::Assign { target, value } if value.constant().is_some() => {
                if nets.net(target).role == Role::FlopData && !named_data.contains(&target.net) {
                    *reset_bits.entry(target.net).or_default() += target.width;
                }
            }
            Statement::Comment(_) => {}
            _ => return None,
        }
    }
    let whole: BTreeSet<usize> =
        reset_bits.into_iter().filter(|(net, bits)| *bits == nets.list[*net].width).map(|(net, _)| net).collect();
    let reset = project(then, &|target| whole.contains(&target.net));
    let rest = project(then, &|target| !whole.contains(&target.net));
    if reset.is_empty() {
        return None;
    }
    let condition = condition.clone();
    if rest.is_empty() {
        statements.remove(last);
    } else {
        statements[last] = Statement::If { condition: condition.clone(), then: rest, otherwise: Vec::new() };
    }
    Some((condition, compact(reset), whole))
}

impl Plan {
    /// Is this net made by combinational logic of the kernel?
    fn combinational(&self, nets: &Nets, net: usize) -> bool {
        match nets.list[net].role {
            Role::Output | Role::Local | Role::ChildInput => true,
            Role::FlopData => self.named_data.contains(&net),
            _ => false,
        }
    }

    fn drives_of_nets(&mut self, nets: &Nets) {
        let mut leader: Vec<usize> = (0..nets.list.len()).collect();
        let mut block = vec![false; nets.list.len()];
        let mut spans: HashMap<usize, Vec<Span>> = HashMap::new();
        for statement in &self.statements {
            let mut written = Vec::new();
            statement.for_each_write(&mut |span| {
                if self.combinational(nets, span.net) {
                    written.push(span);
                }
            });
            let plain = matches!(statement, Statement::Assign { .. });
            for span in &written {
                let earlier = spans.entry(span.net).or_default();
                if !plain || earlier.iter().any(|other| other.overlaps(span)) {
                    block[span.net] = true;
                }
                if plain {
                    earlier.push(*span);
                }
                if !plain {
                    let (first, second) = (find(&leader, written[0].net), find(&leader, span.net));
                    leader[first.max(second)] = first.min(second);
                }
                self.drives[span.net] = Some(Drive::Continuous);
            }
        }
        let mut groups: HashMap<usize, Vec<usize>> = HashMap::new();
        for net in (0..nets.list.len()).filter(|net| block[*net]) {
            groups.entry(find(&leader, net)).or_default().push(net);
        }
        let mut leaders: Vec<usize> = groups.keys().copied().collect();
        leaders.sort_unstable();
        for leader in leaders {
            let Some(members) = groups.remove(&leader) else { continue };
            self.add_group(nets, &members);
        }
    }

    /// One block for all of `members`, or one each if they read each other: a block doesn't wake up from
    /// what it wrote itself.
    fn add_group(&mut self, nets: &Nets, members: &[usize]) {
        let reads_member = |targets: &[usize]| {
            let part = project(&self.statements, &|target| targets.contains(&target.net));
            let mut found = false;
            for statement in &part {
                statement.for_each_read(&mut |span| found |= targets.contains(&span.net));
            }
            found
        };
        let whole = |net: &usize| nets.whole(*net);
        let mut groups: Vec<Vec<Span>> = Vec::new();
        if reads_member(members) {
            for net in members {
                if reads_member(&[*net]) {
                    groups.extend(nets.lanes(*net).map(|lane| vec![lane]));
                } else {
                    groups.push(vec![whole(net)]);
                }
            }
        } else {
            groups.push(members.iter().map(whole).collect());
        }
        for group in groups {
            for span in &group {
                self.drives[span.net] = Some(Drive::Block(self.groups.len()));
            }
            self.groups.push(group);
        }
    }

    fn clocked_blocks(
        &mut self,
        nets: &Nets,
        clocks: &HashMap<usize, Span>,
        reset: Option<(Expression, Vec<Statement>, BTreeSet<usize>)>,
    ) {
        let (condition, values, reset_nets) = match reset {
            Some((condition, values, nets)) => (Some(condition), values, nets),
            None => (None, Vec::new(), BTreeSet::new()),
        };
        let mut blocks: Vec<(Span, bool, BTreeSet<usize>)> = Vec::new();
        for flop in &nets.flops {
            let Some(clock) = clocks.get(&flop.clock) else { continue };
            let is_reset = reset_nets.contains(&flop.data);
            match blocks.iter_mut().find(|block| block.0 == *clock && block.1 == is_reset) {
                Some(block) => {
                    block.2.insert(flop.data);
                }
                None => blocks.push((*clock, is_reset, BTreeSet::from([flop.data]))),
            }
        }
        for (clock, is_reset, members) in blocks {
            let in_block = |target: &Span| members.contains(&target.net) && !self.named_data.contains(&target.net);
            let mut body = project(&self.statements, &in_block);
            for flop in nets.flops.iter().filter(|flop| members.contains(&flop.data)) {
                if self.named_data.contains(&flop.data) {
                    let source = nets.whole(flop.data);
                    let ty = nets.list[flop.data].ty;
                    let ty = Type { signed: false, bits: ty.bits.max(source.width) };
                    let value = Expression { ty, kind: Kind::Signal(source) };
                    body.push(Statement::Assign { target: source, value });
                }
            }
            let reset = condition.clone().filter(|_| is_reset).map(|condition| {
                let values = project(&values, &|target| members.contains(&target.net));
                (condition, values)
            });
            self.clocked.push(Clocked { clock, reset, body: compact(body) });
        }
    }
}

fn find(leader: &[usize], net: usize) -> usize {
    let mut net = net;
    while leader[net] != net {
        net = leader[net];
    }
    net
}
