//! The module of a block at all sizes.

use crate::design::{ModuleText, ParameterDescription, PortDescription};
use crate::general::formula::{Formula, Values};
use crate::general::token::tokens;
use crate::general::variant::{Sample, Variant, variants};
use crate::primitive::Parameter;
use crate::read::collect::ModuleEntry;
use crate::write::header;
use crate::write::lines::laid_out;

/// A block at one size, exported by itself.
pub struct Single {
    /// What it says about its module.
    pub entry: ModuleEntry,
    /// Its ports.
    pub ports: Vec<PortDescription>,
    /// Which of them an `always` block drives.
    pub registers: Vec<bool>,
    /// The rest of the module, in paragraphs.
    pub paragraphs: Vec<String>,
}

/// A module with parameters.
pub struct General {
    entry: ModuleEntry,
    parameters: &'static [Parameter],
    ports: Vec<PortDescription>,
    /// The highest bit of each port.
    tops: Vec<Formula>,
    registers: Vec<bool>,
    /// Numbers with a name that follow from the parameters.
    derived: Vec<(String, Formula)>,
    variants: Vec<Variant>,
}

impl Single {
    /// The text of its module, without parameters, of the name `name`.
    pub fn text(&self, name: &str) -> String {
        let range = |port: &PortDescription| match port.width {
            1 => String::new(),
            width => format!("[{}:0]", width - 1),
        };
        let ranges: Vec<String> = self.ports.iter().map(range).collect();
        let head = header::ports(name, &[], &self.ports, &ranges, &self.registers);
        header::file(&self.entry, name, &head, &laid_out(&self.body()))
    }

    /// The name of a module of its size alone.
    pub fn name_alone(&self) -> String {
        let values: Vec<String> = self.entry.parameters.iter().map(|(_, value)| value.to_string()).collect();
        format!("{}_{}", self.entry.name, values.join("x"))
    }

    fn body(&self) -> String {
        self.paragraphs.join("\n\n")
    }

    /// The values of the parameters.
    fn parameters(&self) -> Values {
        numbers(&self.entry.parameters)
    }

    fn sample(&self) -> Sample {
        let derived = numbers(&self.entry.derived);
        Sample { values: self.parameters().into_iter().chain(derived).collect(), tokens: tokens(&self.body()) }
    }
}

impl General {
    /// The module of a block at several sizes. An error says what can't be fitted.
    pub fn of(parameters: &'static [Parameter], singles: Vec<Single>) -> Result<Self, String> {
        let first = singles.first().ok_or("it has no parameter with samples")?;
        let fit = |what: &str, number: &dyn Fn(&Single) -> Option<usize>| {
            let values: Vec<Values> = singles.iter().map(Single::parameters).collect();
            let found: Option<Vec<i64>> = singles.iter().map(|single| Some(number(single)? as i64)).collect();
            let samples = found.map(|found| values.iter().zip(found).collect::<Vec<_>>());
            let formula = samples.and_then(|samples| Formula::fit(&samples));
            formula
                .ok_or_else(|| format!("no formula of its parameters gives {what}: give it a parameter or a name more"))
        };
        let unlike = |single: &Single| {
            let same = single.ports.iter().zip(&first.ports).all(|(one, other)| is_like(one, other));
            !same || single.ports.len() != first.ports.len() || single.registers != first.registers
        };
        if singles.iter().any(unlike) {
            return Err("its ports differ in more than their widths".to_owned());
        }
        let top = |(position, port): (usize, &PortDescription)| {
            fit(&format!("the width of `{}`", port.name), &|single| Some(single.ports[position].width - 1))
        };
        let tops = first.ports.iter().enumerate().map(top).collect::<Result<_, _>>()?;
        let derived = |(position, (name, _)): (usize, &(String, usize))| {
            let value = |single: &Single| single.entry.derived.get(position).map(|(_, value)| *value);
            Ok((name.clone(), fit(&format!("`{name}`"), &value)?))
        };
        let derived = first.entry.derived.iter().enumerate().map(derived).collect::<Result<_, String>>()?;
        let names: Vec<String> = parameters.iter().map(|parameter| parameter.name.to_owned()).collect();
        let samples: Vec<Sample> = singles.iter().map(Single::sample).collect();
        let variants = variants(&samples, &names)?;
        let Single { entry, ports, registers, .. } = singles.into_iter().next().ok_or("it has no size")?;
        Ok(Self { entry, parameters, ports, tops, registers, derived, variants })
    }

    /// Checks that the block at this size, exported by itself, is this module. An error says what isn't.
    pub fn check(&self, single: &Single) -> Result<(), String> {
        let values = single.parameters();
        for ((port, top), own) in self.ports.iter().zip(&self.tops).zip(&single.ports) {
            if !is_like(port, own) || top.value(&values) != Some(own.width as i64 - 1) {
                return Err(format!("the port `{}` has other bits in another instance", port.name));
            }
        }
        let sample = single.sample();
        let holds = |variant: &&Variant| variant.condition.as_ref().is_none_or(|condition| condition.holds(&values));
        self.variants.iter().find(holds).map_or(Ok(()), |variant| variant.agrees(&sample))
    }

    /// The values of the parameters where an instance gives none.
    pub fn defaults(&self) -> Vec<usize> {
        self.parameters.iter().filter_map(|parameter| parameter.samples.first().copied()).collect()
    }

    /// The module with these defaults. An error says what has no form for all sizes.
    pub fn module(&self, defaults: &[usize]) -> Result<ModuleText, String> {
        let parameters: Vec<(&str, usize, &str)> = self
            .parameters
            .iter()
            .zip(defaults)
            .map(|(parameter, default)| (parameter.name, *default, parameter.documentation.trim()))
            .collect();
        let values: Values = parameters.iter().map(|(name, value, _)| ((*name).to_owned(), *value as i64)).collect();
        let range = |top: &Formula| if top.constant() == Some(0) { String::new() } else { format!("[{top}:0]") };
        let ranges: Vec<String> = self.tops.iter().map(range).collect();
        let head = header::ports(&self.entry.name, &parameters, &self.ports, &ranges, &self.registers);
        let width = |top: &Formula| top.value(&values).and_then(|top| usize::try_from(top + 1).ok());
        let ports = self.ports.iter().zip(&self.tops).map(|(port, top)| {
            let width = width(top).ok_or_else(|| format!("`{}` has no width at the defaults", port.name))?;
            Ok(PortDescription { width, ..port.clone() })
        });
        Ok(ModuleText {
            name: self.entry.name.clone(),
            block: self.entry.block.clone(),
            documentation: self.entry.documentation.clone(),
            text: header::file(&self.entry, &self.entry.name, &head, &laid_out(&self.body()?)),
            ports: ports.collect::<Result<_, String>>()?,
            parameters: parameters
                .iter()
                .map(|(name, default, documentation)| ParameterDescription {
                    name: (*name).to_owned(),
                    default: *default,
                    documentation: (*documentation).to_owned(),
                })
                .collect(),
            sizes: Vec::new(),
            instances: 0,
        })
    }

    fn body(&self) -> Result<String, String> {
        if let [only] = &self.variants[..] {
            return self.variant(only);
        }
        let mut lines = vec!["    generate".to_owned()];
        for (position, variant) in self.variants.iter().enumerate() {
            let before = if position == 0 { "" } else { "end else " };
            lines.push(match &variant.condition {
                Some(condition) => format!("        {before}if ({}) begin : {}", condition.text(), condition.label()),
                None => format!("        {before}begin : for_others"),
            });
            let indented = |line: &str| if line.is_empty() { String::new() } else { format!("        {line}") };
            lines.extend(self.variant(variant)?.lines().map(indented));
        }
        lines.extend(["        end".to_owned(), "    endgenerate".to_owned()]);
        Ok(lines.join("\n"))
    }

    /// A text with the names that it mentions.
    fn variant(&self, variant: &Variant) -> Result<String, String> {
        let mentioned = self.derived.iter().filter(|(name, _)| variant.mentions(name));
        let names: Vec<String> =
            mentioned.map(|(name, formula)| format!("    localparam {name} = {formula};")).collect();
        let text = variant.text()?;
        Ok(if names.is_empty() { text } else { format!("{}\n\n{text}", names.join("\n")) })
    }
}

/// Are two ports the same but for their widths?
fn is_like(one: &PortDescription, other: &PortDescription) -> bool {
    let same = |port: &PortDescription| (port.name.clone(), port.direction, port.signed);
    same(one) == same(other)
}

fn numbers(numbers: &[(String, usize)]) -> Values {
    numbers.iter().map(|(name, value)| (name.clone(), *value as i64)).collect()
}
