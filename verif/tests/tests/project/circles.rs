//! No circle of modules inside a crate: each module can be read after those that it uses. A module and those below it
//! are one room: below, what the room holds may be used.

use super::root;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, Macro, UseTree, Visibility};

/// The names from the crate's root to a module, or to an item in one.
type Names = Vec<String>;

/// A module that is a file: what its paths name, and what it passes on under names of its own.
#[derive(Default)]
struct Module {
    used: BTreeSet<Names>,
    passed_on: BTreeMap<String, Names>,
}

/// Every file under `src` of a crate, by its module's names.
fn modules(source: &Path) -> BTreeMap<Names, Module> {
    let mut modules = BTreeMap::new();
    let mut folders = vec![(source.to_owned(), Names::new())];
    while let Some((folder, names)) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let below: Names = names.iter().cloned().chain([stem.clone()]).collect();
            if path.is_dir() {
                folders.push((path, below));
            } else if path.extension().is_some_and(|suffix| suffix == "rs") {
                let root = names.is_empty() && ["lib", "main"].contains(&stem.as_str());
                let own = if root { Names::new() } else { below };
                modules.insert(own.clone(), read(&path, own));
            }
        }
    }
    modules
}

fn read(path: &Path, names: Names) -> Module {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let children = file.items.iter().filter_map(|item| match item {
        Item::Mod(module) => Some(module.ident.to_string()),
        _ => None,
    });
    let mut reader = Reader { children: children.collect(), names, module: Module::default() };
    reader.visit_file(&file);
    reader.module
}

struct Reader {
    names: Names,
    children: BTreeSet<String>,
    module: Module,
}

impl Reader {
    /// The names from the crate's root of what a path names here; none for what is of no module of the crate.
    fn resolve(&self, path: &[String]) -> Option<Names> {
        let first = path.first()?;
        let supers = path.iter().take_while(|name| *name == "super").count();
        let (base, rest) = match first.as_str() {
            "crate" => (&[][..], &path[1..]),
            "self" => (&self.names[..], &path[1..]),
            "super" => (&self.names[..self.names.len().checked_sub(supers)?], &path[supers..]),
            child if self.children.contains(child) => (&self.names[..], path),
            _ => return None,
        };
        Some(base.iter().chain(rest).cloned().collect())
    }

    fn uses(&mut self, path: &[String]) {
        self.module.used.extend(self.resolve(path));
    }

    /// Every path of a `use`, with the name that it gets.
    fn leaves(tree: &UseTree, mut path: Names, found: &mut Vec<(Names, String)>) {
        match tree {
            UseTree::Path(part) => {
                path.push(part.ident.to_string());
                Self::leaves(&part.tree, path, found);
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| Self::leaves(tree, path.clone(), found)),
            UseTree::Name(name) if name.ident == "self" => {
                let last = path.last().cloned().unwrap_or_default();
                found.push((path, last));
            }
            UseTree::Name(name) => {
                path.push(name.ident.to_string());
                found.push((path, name.ident.to_string()));
            }
            UseTree::Rename(rename) => {
                path.push(rename.ident.to_string());
                found.push((path, rename.rename.to_string()));
            }
            UseTree::Glob(_) => found.push((path, "*".to_owned())),
        }
    }
}

fn is_of_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|name| name == "test")
    })
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if !is_of_tests(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let mut leaves = Vec::new();
        Self::leaves(&item.tree, Names::new(), &mut leaves);
        for (path, name) in leaves {
            match (&item.vis, self.resolve(&path)) {
                (Visibility::Inherited, _) | (_, None) => self.uses(&path),
                (_, Some(origin)) => {
                    self.module.passed_on.insert(name, origin);
                }
            }
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        // A name alone is one of this file, or came by `use`.
        if names.len() > 1 {
            self.uses(&names);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let text = call.tokens.to_string().replace(":: ", "::").replace(" ::", "::");
        let words = text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':'));
        for word in words.filter(|word| word.contains("::")) {
            self.uses(&word.split("::").map(str::to_owned).collect::<Names>());
        }
        visit::visit_macro(self, call);
    }
}

/// The module that a name belongs to: what modules pass on belongs to where it comes from.
fn home(modules: &BTreeMap<Names, Module>, mut name: Names) -> Names {
    for _ in 0..8 {
        let depth = (0..=name.len()).rev().find(|depth| modules.contains_key(&name[..*depth])).unwrap_or(0);
        let module = name[..depth].to_vec();
        let Some(item) = name.get(depth) else { return module };
        let Some(origin) = modules.get(&module).and_then(|module| module.passed_on.get(item)) else { return module };
        name = origin.iter().chain(&name[depth + 1..]).cloned().collect();
    }
    name
}

/// The modules that are on a circle, or between two.
fn circles(source: &Path) -> Vec<String> {
    let modules = modules(source);
    let uses = |own: &Names, module: &Module| -> BTreeSet<Names> {
        let homes = module.used.iter().map(|name| home(&modules, name.clone()));
        homes.filter(|home| !own.starts_with(home)).collect()
    };
    let mut left: BTreeMap<Names, BTreeSet<Names>> =
        modules.iter().map(|(name, module)| (name.clone(), uses(name, module))).collect();
    // Who uses nothing that is left can be read next, and whom nothing that is left uses can be read last.
    loop {
        let used: BTreeSet<Names> = left.values().flatten().cloned().collect();
        let before = left.len();
        left.retain(|name, uses| !uses.is_empty() && used.contains(name));
        let names: BTreeSet<Names> = left.keys().cloned().collect();
        left.values_mut().for_each(|uses| uses.retain(|name| names.contains(name)));
        if left.len() == before {
            break;
        }
    }
    let plain = |name: &Names| if name.is_empty() { "crate".to_owned() } else { name.join("::") };
    left.iter()
        .map(|(name, uses)| format!("{} uses {}", plain(name), uses.iter().map(plain).collect::<Vec<_>>().join(", ")))
        .collect()
}

/// The folders of the workspace's crates.
fn crates() -> Vec<PathBuf> {
    let metadata = super::metadata();
    let folders = metadata.workspace_packages().into_iter();
    folders.filter_map(|package| Some(package.manifest_path.parent()?.as_std_path().to_owned())).collect()
}

#[test]
fn no_crate_has_a_circle_of_modules() {
    let mut found = Vec::new();
    for folder in crates() {
        let lines = circles(&folder.join("src"));
        let name = folder.strip_prefix(root()).unwrap_or(&folder).display().to_string();
        found.extend(lines.iter().map(|line| format!("{name}: {line}")));
    }
    assert!(found.is_empty(), "modules in a circle:\n{}", found.join("\n"));
}

#[test]
fn a_circle_is_found_through_a_parent_that_passes_names_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("written");
        fs::write(path, text).expect("written");
    };
    write("lib.rs", "mod a;\nmod b;\npub use a::A;\n");
    write("a.rs", "mod c;\npub use c::C;\npub struct A;\n");
    write("a/c.rs", "use crate::b::B;\npub struct C(B);\n");
    write("b.rs", "pub struct B;\n");
    assert_eq!(circles(folder.path()), Vec::<String>::new());
    write("b.rs", "pub struct B;\nfn f() { println!(\"{}\", crate::a::C::new()); }\n");
    assert_eq!(circles(folder.path()), ["a::c uses b", "b uses a::c"]);
    write("b.rs", "pub struct B;\n#[cfg(test)]\nmod tests { use crate::a::C; }\n");
    assert_eq!(circles(folder.path()), Vec::<String>::new());
}
