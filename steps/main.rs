//! `cargo test --test conformance`: the same engine and the same features as the binary's `judge`.

fn main() -> std::process::ExitCode {
    let arguments = ["conformance".into(), "judge".into()].into_iter().chain(std::env::args_os().skip(1));
    conformance::main(arguments)
}
