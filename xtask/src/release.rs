//! What a release has, built for this machine's system.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result, bail, ensure};

use crate::project::Project;
use crate::{dist, folder, npm, process, wheel, workspace};

/// Where it is put.
const OUT: &str = "target/release-files";
/// What is packed with the command.
const STAGED: &str = "target/release-staged";

/// The crates that are published, in the order in which they depend on each other.
const CRATES: [&str; 3] = ["poolwise-chart", "poolwise", "poolwise-cli"];

/// Files that travel with the command.
const BESIDE_COMMAND: [&str; 5] = ["README.md", "CHANGELOG.md", "LICENSE", "LICENSE-APACHE", "LICENSE-MIT"];

/// The shells that have completions, and the names of their files.
const SHELLS: [(&str, &str); 5] = [
    ("bash", "poolwise.bash"),
    ("elvish", "poolwise.elv"),
    ("fish", "poolwise.fish"),
    ("powershell", "_poolwise.ps1"),
    ("zsh", "_poolwise"),
];

/// Stands for the owner of the repository until there is one.
const NO_OWNER: &str = "github.com/OWNER/";

/// Builds everything. Nothing is published: without `is_dry` it also checks that it could be.
///
/// # Errors
///
/// If the versions differ, or a part does not build.
pub(crate) fn build(project: Project, is_dry: bool) -> Result<()> {
    check_versions(project)?;
    if !is_dry {
        check_publishable(project)?;
    }
    let out = folder::empty(project, OUT)?;
    add_command(project, &out)?;
    wheel::build(project)?;
    npm::build(project)?;
    for made in ["target/wheels", "target/npm-packed"] {
        folder::copy_all(&project.path(made), &out)?;
    }
    add_crates(project, &out, is_dry)?;
    add_bill_of_materials(project, &out)?;

    let sums = dist::checksums(&out)?;
    fs::write(out.join(dist::CHECKSUMS), &sums).context(dist::CHECKSUMS)?;
    print!("\n{sums}");
    println!("{}", out.display());
    Ok(())
}

/// The version stands in the workspace's Cargo.toml, and in a few places that cannot read it there.
fn check_versions(project: Project) -> Result<()> {
    let version = workspace::VERSION;
    let places = [
        ("pyproject.toml", format!("\nversion = \"{version}\"\n")),
        ("pyproject.toml", format!("\"poolwise=={version}\"")),
        ("Cargo.toml", format!("poolwise = {{ path = \"core\", version = \"{version}\"")),
        ("Cargo.toml", format!("poolwise-chart = {{ path = \"chart\", version = \"{version}\"")),
        ("CHANGELOG.md", version.to_owned()),
    ];
    for (file, expected) in places {
        let text = fs::read_to_string(project.path(file)).context(file)?;
        ensure!(text.contains(&expected), "{file} is not of version {version}: it has no {}", expected.trim());
    }
    Ok(())
}

fn check_publishable(project: Project) -> Result<()> {
    let manifest = fs::read_to_string(project.path("Cargo.toml")).context("Cargo.toml")?;
    ensure!(!manifest.contains(NO_OWNER), "Cargo.toml's `repository` has no owner yet; --dry-run builds all the same");
    let changelog = fs::read_to_string(project.path("CHANGELOG.md")).context("CHANGELOG.md")?;
    let section = format!("\n## [{}] - ", workspace::VERSION);
    ensure!(changelog.contains(&section), "CHANGELOG.md has no section `{}`", section.trim());
    let changed = process::output(project.command("git").args(["status", "--porcelain"]))?;
    ensure!(changed.is_empty(), "there are changes that are not committed:\n{changed}");
    Ok(())
}

/// The command as an archive, with its manual pages and completions.
fn add_command(project: Project, out: &Path) -> Result<()> {
    let mut cargo = project.cargo();
    cargo.args(["build", "--release", "--locked", "--package", "poolwise-cli"]);
    process::run(cargo.env("CARGO_ENCODED_RUSTFLAGS", project.remapped_paths()))?;
    let program = format!("poolwise{}", std::env::consts::EXE_SUFFIX);
    let command = workspace::target()?.join("release").join(&program);

    let system = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
    let name = format!("poolwise-{}-{system}", workspace::VERSION);
    let staged = folder::empty(project, STAGED)?;
    let files = staged.join(&name);
    fs::create_dir_all(files.join("completions")).context("completions")?;
    fs::copy(&command, files.join(&program)).context("the command")?;
    for file in BESIDE_COMMAND {
        fs::copy(project.path(file), files.join(file)).context(file)?;
    }
    process::output(project.command(&command).args(["man", "--dir"]).arg(files.join("man")))?;
    for (shell, file) in SHELLS {
        let script = process::output(project.command(&command).args(["completions", shell]))?;
        fs::write(files.join("completions").join(file), script + "\n").context(file)?;
    }
    archive(project, &staged, &name, &out.join(format!("{name}.tar.gz")))
}

/// An archive without times, owners or an order of its own.
fn archive(project: Project, folder: &Path, name: &str, to: &Path) -> Result<()> {
    let mut tar = project.command("tar");
    tar.args(["--create", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--format=ustar"]);
    tar.args(["--use-compress-program", "gzip --no-name --best", "--file"]).arg(to).arg("-C").arg(folder).arg(name);
    process::run(&mut tar)
}

/// The crates as they would be published, each compiled from what it packs.
fn add_crates(project: Project, out: &Path, is_dry: bool) -> Result<()> {
    let mut cargo = project.cargo();
    cargo.args(["package", "--locked"]).args(CRATES.iter().flat_map(|name| ["--package", name]));
    if is_dry {
        cargo.arg("--allow-dirty");
    }
    process::run(&mut cargo)?;
    for name in CRATES {
        let file = format!("{name}-{}.crate", workspace::VERSION);
        fs::copy(workspace::target()?.join("package").join(&file), out.join(&file)).context(file)?;
    }
    Ok(())
}

/// What is linked into the command.
fn add_bill_of_materials(project: Project, out: &Path) -> Result<()> {
    let host = process::output(project.command("rustc").arg("-vV"))?;
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let mut metadata = project.cargo();
    metadata.args(["metadata", "--locked", "--format-version", "1", "--filter-platform", host]);
    let metadata = process::output(&mut metadata)?;
    let file: PathBuf = out.join("sbom.cdx.json");
    let mut node = project.command("node");
    node.args(["xtask/scripts/sbom.mjs", "poolwise-cli", "Cargo.lock"]).stdin(Stdio::piped());
    let mut node = node.stdout(fs::File::create(&file).context("sbom.cdx.json")?).spawn().context("node")?;
    node.stdin.take().context("node reads nothing")?.write_all(metadata.as_bytes()).context("node")?;
    if !node.wait().context("node")?.success() {
        bail!("xtask/scripts/sbom.mjs failed");
    }
    Ok(())
}
