//! Are the names identifiers of Verilog, and different?

use crate::error::ExportError;
use crate::read::net::{Nets, Role};
use std::collections::{HashMap, HashSet};

/// Words of Verilog-2001 and SystemVerilog: the latter because tools read `.v` files as either.
const KEYWORDS: &str = "accept_on alias always always_comb always_ff always_latch and assert assign assume \
automatic before begin bind bins binsof bit break buf bufif0 bufif1 byte case casex casez cell chandle checker \
class clocking cmos config const constraint context continue cover covergroup coverpoint cross deassign default \
defparam design disable dist do edge else end endcase endchecker endclass endclocking endconfig endfunction \
endgenerate endgroup endinterface endmodule endpackage endprimitive endprogram endproperty endspecify \
endsequence endtable endtask enum event eventually expect export extends extern final first_match for force \
foreach forever fork forkjoin function generate genvar global highz0 highz1 if iff ifnone ignore_bins \
illegal_bins implements implies import incdir include initial inout input inside instance int integer \
interconnect interface intersect join join_any join_none large let liblist library local localparam logic \
longint macromodule matches medium modport module nand negedge nettype new nexttime nmos nor \
noshowcancelled not notif0 notif1 null or output package packed parameter pmos posedge primitive priority \
program property protected pull0 pull1 pulldown pullup pulsestyle_ondetect pulsestyle_onevent pure rand randc \
randcase randsequence rcmos real realtime ref reg reject_on release repeat restrict return rnmos rpmos rtran \
rtranif0 rtranif1 s_always s_eventually s_nexttime s_until s_until_with scalared sequence shortint shortreal \
showcancelled signed small soft solve specify specparam static string strong strong0 strong1 struct super \
supply0 supply1 sync_accept_on sync_reject_on table tagged task this throughout time timeprecision timeunit \
tran tranif0 tranif1 tri tri0 tri1 triand trior trireg type typedef union unique unique0 unsigned until \
until_with untyped use uwire var vectored virtual void wait wait_order wand weak weak0 weak1 while wildcard \
wire with within wor xnor xor";

/// Can `name` be an identifier?
pub fn check_name(name: &str, path: &str) -> Result<(), ExportError> {
    let refuse = |reason: &str| {
        Err(ExportError::NameClash { path: path.to_owned(), name: name.to_owned(), reason: reason.to_owned() })
    };
    if KEYWORDS.split_whitespace().any(|word| word == name) {
        return refuse("it is a keyword, choose another name");
    }
    let first = name.chars().next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    if !first || !name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_') {
        return refuse("only letters, digits and `_` may be in it, choose another name");
    }
    Ok(())
}

/// Checks the names of a module's nets and instances; of the next values of flip-flops, those of
/// `named_data` have a name.
pub fn check_names(
    nets: &Nets,
    named_data: &HashSet<usize>,
    place: &dyn Fn(&str) -> String,
) -> Result<(), ExportError> {
    let mut known: HashMap<&str, &str> = HashMap::new();
    let named = nets.list.iter().enumerate().filter(|(position, net)| match net.role {
        Role::FlopClock => false,
        Role::FlopData => named_data.contains(position),
        _ => true,
    });
    let named = named.map(|(_, net)| (&net.name, &net.label));
    let instances = nets.instances.iter().map(|instance| (&instance.name, &instance.label));
    let constants = nets.constants.iter().map(|(name, label)| (name, label));
    for (name, label) in named.chain(instances).chain(constants) {
        check_name(name, &place(label))?;
        if let Some(other) = known.insert(name, label) {
            return Err(ExportError::NameClash {
                path: place(label),
                name: name.clone(),
                reason: format!("`{}` has this name already, rename one of them", place(other)),
            });
        }
    }
    Ok(())
}
