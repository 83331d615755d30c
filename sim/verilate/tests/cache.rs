//! The cache of libraries when builders meet, are killed, lack a tool or a disk, and when its files are damaged.

use seedchip_spec::{Direction, Port};
use seedchip_verilate::{Cache, Design};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The environment variable that makes [`a_builder`] build, in this folder.
const FOLDER: &str = "SEEDCHIP_TEST_FOLDER";

/// The longest that anything here may take.
const PATIENCE: Duration = Duration::from_mins(1);

fn design() -> Design {
    let port = |name, direction| Port { name, direction, width: 1 };
    Design {
        block: "inverter",
        sizes: String::new(),
        variant: String::new(),
        top: "inverter".to_owned(),
        verilog: "module inverter(input wire a_i, output wire b_o);\nassign b_o = ~a_i;\nendmodule\n".to_owned(),
        flags: Vec::new(),
        clock: None,
        ports: vec![port("a_i", Direction::Input), port("b_o", Direction::Output)],
        optimisation: 0,
        tracing: false,
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Builds in the folder that [`builder`] names, as a process of its own; alone it has nothing to build, and looks only
/// whether that is so.
#[test]
fn a_builder() {
    let Ok(folder) = std::env::var(FOLDER) else {
        assert!(
            builder(folder().path()).get_envs().any(|(name, _)| name == FOLDER),
            "builders are told where to build"
        );
        return;
    };
    match Cache::at(folder).library(&design()) {
        Ok(path) => println!("built {}", path.display()),
        Err(error) => panic!("refused: {error}."),
    }
}

/// This program again, as a process that builds the design in a folder.
fn builder(folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("it runs"));
    command.args(["--exact", "a_builder", "--nocapture"]).env(FOLDER, folder).env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The sentence with which a builder refuses.
fn refusal(command: &mut Command) -> String {
    let output = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{said}");
    let line = said.lines().find_map(|line| line.strip_prefix("refused: "));
    line.unwrap_or_else(|| panic!("it refuses nothing: {said}")).to_owned()
}

/// A C++ compiler that is a shell script: it runs `script` before it compiles.
fn compiler(folder: &Path, script: &str) -> PathBuf {
    let path = folder.join("compiler");
    let text = format!("#!/bin/sh\nif [ \"$1\" != --version ]; then\n{script}\nfi\nexec g++ \"$@\"\n");
    fs::write(&path, text).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("made executable");
    path
}

/// What is in a folder.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    entries.map(|name| name.into_string().expect("UTF-8")).collect()
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        sleep(Duration::from_millis(20));
    }
}

#[test]
fn builders_at_once_build_once() {
    let (cache, other) = (folder(), folder());
    let log = other.path().join("log");
    let compiler = compiler(other.path(), &format!("echo run >> {}", log.display()));
    let builders: Vec<Child> =
        (0..3).map(|_| builder(cache.path()).env("CXX", &compiler).spawn().expect("it starts")).collect();
    let libraries: BTreeSet<String> = builders
        .into_iter()
        .map(|builder| {
            let output = builder.wait_with_output().expect("it ends");
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
            said.lines().find_map(|line| line.split_once("built ")).expect("a library").1.to_owned()
        })
        .collect();
    assert_eq!(libraries.len(), 1, "{libraries:?}");
    assert_eq!(fs::read_to_string(&log).expect("a log"), "run\nrun\n", "one compiles and links");
}

#[test]
fn a_killed_builder_leaves_no_compiler_and_no_library() {
    let (cache, other) = (folder(), folder());
    // The compiler starts another process, as g++ does, and both would run for long.
    let pids = other.path().join("pids");
    let script = format!("sleep 1000 &\necho $$ $! > {0}.part\nmv {0}.part {0}\nwait", pids.display());
    let compiler = compiler(other.path(), &script);
    let mut killed = builder(cache.path()).env("CXX", &compiler).spawn().expect("it starts");
    wait_until("the compiler starts", || pids.exists());
    killed.kill().and_then(|()| killed.wait()).expect("it is killed");
    let pids = fs::read_to_string(&pids).expect("pids");
    assert_eq!(pids.split_whitespace().count(), 2, "{pids}");
    for pid in pids.split_whitespace() {
        // An ended process that nobody has waited for is a zombie.
        let runs = || {
            let state = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            state.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['Z', 'X']))
        };
        wait_until(&format!("process {pid} goes on without its program"), || !runs());
    }
    let left = names(cache.path());
    assert!(left.iter().any(|name| name.ends_with(".build")), "{left:?}");
    assert!(!left.iter().any(|name| name.ends_with(".so")), "{left:?}");

    let library = Cache::at(cache.path()).library(&design()).expect("it is built in the same folder");
    assert!(library.is_file());
    assert!(!names(cache.path()).iter().any(|name| name.ends_with(".build")), "{:?}", names(cache.path()));
}

#[test]
fn a_damaged_library_is_built_again() {
    let folder = folder();
    let cache = Cache::at(folder.path());
    let path = cache.library(&design()).expect("built");
    let whole = fs::read(&path).expect("a library");
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 0x10;
    for damaged in [&whole[..whole.len() / 2], &changed] {
        fs::write(&path, damaged).expect("written");
        assert_eq!(cache.library(&design()).expect("built again"), path);
        assert_eq!(fs::read(&path).expect("a library").len(), whole.len());
        let built = fs::metadata(&path).and_then(|data| data.modified()).expect("a time");
        cache.library(&design()).expect("it is there");
        assert_eq!(fs::metadata(&path).and_then(|data| data.modified()).expect("a time"), built, "it is kept");
    }
}

#[test]
fn a_library_under_the_name_of_another_is_built_again() {
    let folder = folder();
    let cache = Cache::at(folder.path());
    let buffer = Design { verilog: design().verilog.replace('~', ""), ..design() };
    let (one, other) = (cache.library(&design()).expect("built"), cache.library(&buffer).expect("built"));
    assert_ne!(one, other);
    fs::copy(&one, &other).expect("copied");
    assert_eq!(cache.library(&buffer).expect("built again"), other);
    assert_ne!(fs::read(&one).expect("a library"), fs::read(&other).expect("another"));
}

#[test]
fn a_missing_tool_is_one_sentence_that_says_what_to_install() {
    let (cache, other) = (folder(), folder());
    // Nothing is in the path.
    let sentence = refusal(builder(cache.path()).env("PATH", other.path()));
    assert!(
        sentence.starts_with("cannot run `verilator` (") && sentence.contains("): install Verilator "),
        "{sentence}"
    );
    let sentence = refusal(builder(cache.path()).env("CXX", "no-such-compiler"));
    let [named, advice] = ["cannot run `no-such-compiler` (", "): install g++, or name a C++ compiler in CXX"];
    assert!(sentence.contains(named) && sentence.contains(advice), "{sentence}");
    assert!(!names(cache.path()).iter().any(|name| name.ends_with(".so") || name.ends_with(".build")));
}

#[test]
fn verilog_that_is_wrong_is_one_sentence_with_the_tool_s_reason() {
    let folder = folder();
    let wrong = Design { verilog: "module inverter(input wire a_i); endmodul".to_owned(), ..design() };
    let sentence = Cache::at(folder.path()).library(&wrong).expect_err("no Verilog").to_string();
    assert!(sentence.starts_with("cannot Verilate `inverter`: %Error") && !sentence.contains('\n'), "{sentence}");
    let ports = Design { ports: design().ports[..1].to_vec(), ..design() };
    let sentence = Cache::at(folder.path()).library(&ports).expect_err("a port is missing").to_string();
    assert!(sentence.contains("b_o (Output, 1 bits)"), "{sentence}");
}

/// No file may become longer than so many KiB: every write beyond fails, as on a full disk.
fn on_a_full_disk(folder: &Path, kibibytes: usize) -> Command {
    let limited = builder(folder);
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", 2 * kibibytes));
    command.arg(limited.get_program()).args(limited.get_args());
    command.envs(limited.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

#[test]
fn a_full_disk_is_one_sentence() {
    // First no file of ours fits, then those do and the files of the compiler do not.
    for kibibytes in [1, 12] {
        let cache = folder();
        let sentence = refusal(&mut on_a_full_disk(cache.path(), kibibytes));
        assert!(sentence.starts_with("cannot ") && sentence.contains("`inverter`"), "{kibibytes} KiB: {sentence}");
        assert!(!names(cache.path()).iter().any(|name| name.ends_with(".so")), "{kibibytes} KiB");
        Cache::at(cache.path()).library(&design()).expect("with room again it is built");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_one_sentence_that_says_how_to_name_another() {
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, "").expect("written");
    let sentence = Cache::at(file.join("models")).library(&design()).expect_err("a file is no folder").to_string();
    assert!(sentence.starts_with("cannot keep models in "), "{sentence}");
    assert!(sentence.ends_with("name another folder in SEEDCHIP_MODELS"), "{sentence}");
}
