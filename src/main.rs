//! The `conformance` binary.

fn main() -> std::process::ExitCode {
    conformance::main(std::env::args_os())
}
