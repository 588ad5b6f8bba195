//! `cargo test --test conformance`: the same engine and the same features as the binary's `judge`.

fn main() -> std::process::ExitCode {
    conformance::main_of_tests(std::env::args_os())
}
