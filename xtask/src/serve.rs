//! `cargo xtask serve`.

use std::io;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::page;
use crate::project::Project;
use crate::server::Server;

const DEFAULT_PORT: u16 = 8080;
/// How many ports after the default one are tried.
const MORE_PORTS: u16 = 100;

/// Builds the page and serves it until the program is stopped.
///
/// # Errors
///
/// Where the port is taken, or the page cannot be built.
pub(crate) fn serve(project: Project, port: Option<u16>, open: bool) -> Result<()> {
    // Before the build, which takes a minute: a port that cannot be had is better known now.
    let server = listen(project, port)?;
    page::build(project)?;
    let url = server.url();
    println!("Poolwise is at {url} (Ctrl-C stops it)");
    if open {
        open_browser(&url);
    }
    server.run();
    Ok(())
}

fn listen(project: Project, port: Option<u16>) -> Result<Server> {
    let bind = |port| Server::bind(project.dist(), port);
    if let Some(port) = port {
        return bind(port).with_context(|| format!("port {port} cannot be used"));
    }
    for port in DEFAULT_PORT..=DEFAULT_PORT + MORE_PORTS {
        match bind(port) {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error).with_context(|| format!("port {port} cannot be used")),
            Ok(server) => {
                if port != DEFAULT_PORT {
                    println!("Port {DEFAULT_PORT} is taken; using {port}.");
                }
                return Ok(server);
            }
        }
    }
    bail!("the ports {DEFAULT_PORT} to {} are all taken; choose one with --port", DEFAULT_PORT + MORE_PORTS)
}

/// Shows a page in the user's browser. A failure is printed, but stops nothing: the page is served.
fn open_browser(url: &str) {
    let (program, arguments): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start"]),
        _ => ("xdg-open", &[]),
    };
    // What the browser itself has to say does not belong in this terminal.
    let opened = Command::new(program).args(arguments).arg(url).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Err(error) = opened {
        eprintln!("The browser was not opened: `{program}`: {error}");
    }
}
