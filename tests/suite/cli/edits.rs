//! Files that the command writes and edits.

use super::*;
use poolwise_tests::canaries::{canaries, disguised_canaries};

#[cfg(unix)]
#[test]
fn a_file_is_edited_in_place() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let folder = folder(&Case::default());
    let (file, link) = (folder.path().join("app.env"), folder.path().join("link.env"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("permissions are set");
    symlink("app.env", &link).expect("a link");
    let before = fs::read_to_string(&file).expect("the file");

    let edit = "write calm.toml --to env --current --merge link.env -o link.env";
    let output = run(&words(edit), "", folder.path());
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");

    let expected = before.replace("SIZE=20", "SIZE=6").replace("OVERFLOW=10", "OVERFLOW=0") + "DB_POOL_PRE_PING=true\n";
    assert_eq!(fs::read_to_string(&file).expect("the file"), expected);
    assert!(fs::symlink_metadata(&link).expect("the link").is_symlink());
    assert_eq!(fs::metadata(&file).expect("the file").mode() & 0o777, 0o640);
    let left = fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(left, fs::read_dir(data("files")).expect("the common files").count() + 1, "nothing else is left behind");
}

#[cfg(unix)]
#[test]
fn patch_takes_a_diff() {
    let text = "# ours\nSECRET=x\nexport DB_POOL_SIZE = '20'\n\nOTHER=y\nDB_MAX_OVERFLOW=7\r\nSECRET=z\n";
    let files = BTreeMap::from([("odd.env".to_owned(), text.to_owned())]);
    let folder = folder(&Case { files, ..Case::default() });
    let run = |line: &str| run(&words(line), "", folder.path()).stdout;
    let diff = run("write calm.toml --to env --current --merge odd.env --diff");
    let merged = run("write calm.toml --to env --current --merge odd.env");
    fs::write(folder.path().join("env.diff"), &diff).expect("the diff");
    let mut git = Command::new("git");
    git.current_dir(folder.path()).args(["apply", "--unidiff-zero", "-p0", "env.diff"]);
    // In a folder below a repository git would look for the file there.
    let applied = git.env("GIT_CEILING_DIRECTORIES", folder.path()).output().expect("git starts");
    assert!(applied.status.success(), "{applied:?}\n{}", String::from_utf8_lossy(&diff));
    assert_eq!(fs::read(folder.path().join("odd.env")).expect("the file"), merged);
}

#[test]
fn no_diff_gives_a_secret_away() {
    for canary in canaries().into_iter().chain(disguised_canaries()) {
        // The text on lines of its own, behind a setting, and without an end.
        let texts = [
            canary.text.clone(),
            format!("DB_POOL_SIZE=50 {}", canary.text),
            format!("DB_POOL_SIZE=50\n{}", canary.text.trim_end()),
        ];
        for text in texts {
            let folder = folder(&Case::default());
            let output = run(&words("write calm.toml --to env --merge - --diff"), &text, folder.path());
            assert!(output.status.success(), "{output:?}");
            for printed in [output.stdout, output.stderr] {
                let printed = String::from_utf8_lossy(&printed);
                assert_eq!(canary.leak(&printed), None, "{}: {text}\n{printed}", canary.name);
            }
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn leftovers_of_interrupted_runs_are_removed() {
    let folder = folder(&Case::default());
    let file = |name: &str| folder.path().join(name);
    let running = format!(".app.env.poolwise-{}-x.tmp", std::process::id());
    // No process has so high a number.
    for name in [".app.env.poolwise-4999999-x.tmp", running.as_str(), ".other.env.poolwise-4999999-x.tmp"] {
        fs::write(file(name), "DB_PASSWORD=x").expect("a leftover");
    }
    let output = run(&words("write calm.toml --to env --current --merge app.env -o app.env"), "", folder.path());
    assert!(output.status.success(), "{output:?}");
    assert!(!file(".app.env.poolwise-4999999-x.tmp").exists(), "a process that ended");
    assert!(file(&running).exists(), "a process that runs");
    assert!(file(".other.env.poolwise-4999999-x.tmp").exists(), "another file");
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_stays_a_link() {
    let folder = folder(&Case::default());
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).expect("a folder");
    let link = |at: &Path, to: &str| std::os::unix::fs::symlink(to, at).expect("a link");
    link(&folder.path().join("new.env"), "inner/middle.env");
    link(&inner.join("middle.env"), "end.env");

    let output = run(&words("write calm.toml --to env --current -o new.env"), "", folder.path());
    assert!(output.status.success(), "{output:?}");
    for link in [folder.path().join("new.env"), inner.join("middle.env")] {
        assert!(fs::symlink_metadata(&link).expect("the link").is_symlink(), "{}", link.display());
    }
    assert!(fs::read_to_string(inner.join("end.env")).expect("the file").contains("DB_POOL_SIZE=6"));

    link(&folder.path().join("loop.env"), "loop.env");
    let output = run(&words("write calm.toml --to env --current -o loop.env"), "", folder.path());
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[cfg(unix)]
#[test]
fn a_copy_of_secrets_is_as_private_as_they_are() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = folder(&Case::default());
    let old = folder.path().join("app.env");
    fs::set_permissions(&old, fs::Permissions::from_mode(0o600)).expect("permissions are set");
    let check = |line: &str, stdin: &str, mode: u32| {
        let output = run(&words(&format!("write calm.toml --to env --current {line}")), stdin, folder.path());
        assert!(output.status.success(), "{line}: {output:?}");
        let file = line.rsplit(' ').next().expect("a file");
        let found = fs::metadata(folder.path().join(file)).expect("the file").mode() & 0o777;
        assert_eq!(found, mode, "{line}");
    };
    check("--merge app.env -o copy.env", "", 0o600);
    check("--merge - -o piped.env", "DB_PASSWORD=x\n", 0o600);
    fs::set_permissions(&old, fs::Permissions::from_mode(0o644)).expect("permissions are set");
    check("--merge app.env -o open.env", "", 0o644);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let folder = folder(&Case::default());
    let full = fs::File::options().write(true).open("/dev/full").expect("/dev/full");
    let output = poolwise(folder.path()).args(words("plan calm.toml")).stdout(full).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: standard output: "));
}
