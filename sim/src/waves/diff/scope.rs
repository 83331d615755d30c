//! The part of a waveform below a scope.

use crate::waves::error::WaveError;
use crate::waves::signal::Signal;
use std::collections::BTreeSet;
use std::path::Path;

/// Keeps the signals below a scope, gives them their paths from there, and returns how many there were outside of it.
///
/// The scope is the one whose path `scope` is, or the only one whose path ends in it.
pub fn below(signals: &mut Vec<Signal>, scope: &str, path: &Path) -> Result<usize, WaveError> {
    let all: BTreeSet<&[String]> =
        signals.iter().flat_map(|signal| (1..=signal.scopes.len()).map(|depth| &signal.scopes[..depth])).collect();
    let ends = |scopes: &&&[String]| {
        let path = scopes.join(".");
        path.strip_suffix(scope).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let found: Vec<&[String]> = all.iter().filter(ends).copied().collect();
    let exact = found.iter().find(|scopes| scopes.join(".") == scope);
    let chosen = match (exact, found.as_slice()) {
        (Some(chosen), _) | (None, [chosen]) => chosen.to_vec(),
        _ => {
            let names = |scopes: &[&[String]]| scopes.iter().map(|scopes| scopes.join(".")).collect();
            return Err(WaveError::Scope {
                path: path.to_owned(),
                scope: scope.to_owned(),
                found: names(&found),
                all: names(&all.into_iter().collect::<Vec<_>>()),
            });
        }
    };
    let before = signals.len();
    signals.retain_mut(|signal| {
        let rest = signal.scopes.strip_prefix(chosen.as_slice()).map(Into::into);
        rest.map(|rest| signal.scopes = rest).is_some()
    });
    Ok(before - signals.len())
}
