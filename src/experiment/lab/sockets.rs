//! Which sockets listen inside a container, from the kernel's own tables rather than from what is declared.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The listening sockets in the text of `/proc/net/tcp` or `/proc/net/tcp6`. Lines that do not parse are skipped.
pub(crate) fn listening(table: &str) -> Vec<SocketAddr> {
    table.lines().filter_map(line).collect()
}

fn line(line: &str) -> Option<SocketAddr> {
    const LISTEN: &str = "0A";
    let mut fields = line.split_whitespace();
    let local = fields.nth(1)?;
    let state = fields.nth(1)?;
    (state == LISTEN).then(|| address(local)).flatten()
}

/// `0100007F:1F90`: address in words of the host's byte order, port in plain hexadecimal.
fn address(text: &str) -> Option<SocketAddr> {
    let (host, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let word = |at: usize| u32::from_str_radix(host.get(at..at + 8)?, 16).ok().map(u32::to_le_bytes);
    let host: IpAddr = match host.len() {
        8 => Ipv4Addr::from(word(0)?).into(),
        32 => {
            let mut bytes = [0; 16];
            for (index, part) in bytes.chunks_exact_mut(4).enumerate() {
                part.copy_from_slice(&word(index * 8)?);
            }
            Ipv6Addr::from(bytes).to_canonical()
        }
        _ => return None,
    };
    Some(SocketAddr::new(host, port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TABLE: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 65532        0 1 1 0
   1: 0B00007F:9C51 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2 1 0
   2: 020012AC:1F90 010012AC:D1F2 01 00000000:00000000 00:00000000 00000000 65532        0 3 1 0
";

    #[test]
    fn only_listening_sockets_are_found_with_their_addresses() {
        let found: Vec<String> = listening(TABLE).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["0.0.0.0:8080", "127.0.0.11:40017"]);
    }

    #[test]
    fn the_sixth_version_is_read_too() {
        let any = "0: 00000000000000000000000000000000:0050 0:0 0A";
        let loopback = "0: 00000000000000000000000001000000:0051 0:0 0A";
        let mapped = "0: 0000000000000000FFFF00000100007F:0052 0:0 0A";
        let shown = |text| listening(text)[0].to_string();
        assert_eq!([shown(any), shown(loopback), shown(mapped)], ["[::]:80", "[::1]:81", "127.0.0.1:82"]);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,300}") {
            let _ = listening(&text);
        }
    }
}
