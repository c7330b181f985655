//! The `poolwise` program: its arguments in, its exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(poolwise_cli::run(std::env::args_os()))
}
