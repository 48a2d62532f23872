//! Whose program a connection of this computer comes from: Linux tells it in a table (proc_pid_net(5)).

use std::net::{SocketAddr, SocketAddrV4};

use tokio::net::TcpStream;

#[cfg(target_os = "linux")]
const TABLE: &str = "/proc/self/net/tcp";

#[cfg(target_os = "linux")]
const ROOT: u32 = 0;

/// Whether it can be told of a connection of this computer whose it is.
#[must_use]
pub fn is_told() -> bool {
    #[cfg(target_os = "linux")]
    return std::fs::File::open(TABLE).is_ok();
    #[cfg(not(target_os = "linux"))]
    false
}

/// Whether a connection is another user's. It is not known where [`is_told`] is false.
#[cfg(target_os = "linux")]
pub(crate) fn is_somebody_elses(client: SocketAddr, stream: &TcpStream) -> bool {
    let (SocketAddr::V4(client), Ok(SocketAddr::V4(server))) = (client, stream.local_addr()) else { return true };
    let Ok(table) = std::fs::read_to_string(TABLE) else { return false };
    let owner = owner(&table, &as_listed(client), &as_listed(server)).or_else(|| {
        // Some programs reach it by a socket of the newer kind, which another table lists.
        let table = std::fs::read_to_string("/proc/self/net/tcp6").unwrap_or_default();
        owner(&table, &as_mapped(client), &as_mapped(server))
    });
    let ours = rustix::process::getuid().as_raw();
    // Root needs no such way, and hands on what a browser outside of WSL sends.
    owner.is_none_or(|owner| owner != ours && owner != ROOT)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn is_somebody_elses(_: SocketAddr, _: &TcpStream) -> bool {
    false
}

/// The user who holds the client's end of a connection. Of one that is closed already the table says root, whoever held
/// it, and that it is nobody's file any more.
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "there is no such table"))]
fn owner(table: &str, client: &str, server: &str) -> Option<u32> {
    let fields = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    // Number, own address, the other's, state, queues, timer, retransmissions, user, timeout, inode.
    let is_it = |it: &Vec<String>| it.len() > 9 && it[1] == client && it[2] == server;
    let line = table.lines().map(fields).find(is_it)?;
    line[7].parse().ok().filter(|_| line[9] != "0")
}

/// An address as the kernel lists it: the number as it lies in memory.
fn as_listed(address: SocketAddrV4) -> String {
    format!("{:08X}:{:04X}", u32::from_ne_bytes(address.ip().octets()), address.port())
}

/// The same, as it is listed of a socket of the newer kind (RFC 4291, 2.5.5.2).
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "there is no such table"))]
fn as_mapped(address: SocketAddrV4) -> String {
    format!("{:016X}{:08X}{}", 0, u32::from_ne_bytes([0, 0, 0xff, 0xff]), as_listed(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
        0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11 1 0 100 0 0 10 0\n\
        1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 12 1 0 20 4 30 10 -1\n\
        2: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 13 1 0 20 4 30 10 -1\n\
        3: 0100007F:C352 0100007F:1F90 05 00000000:00000000 00:00000000 00000000     0        0 0 1 0 20 4 30 10 -1\n";

    #[test]
    fn the_clients_end_tells_whose_it_is() {
        if cfg!(target_endian = "big") {
            return;
        }
        let at = |port| as_listed(SocketAddrV4::new(std::net::Ipv4Addr::LOCALHOST, port));
        let owner = |table, port| owner(table, &at(port), &at(8080));
        assert_eq!(owner(LISTED, 50000), Some(1001), "the client's user, not the listener's");
        assert_eq!(owner(LISTED, 50001), None, "of a connection that is not there nothing is known");
        assert_eq!(owner(LISTED, 50002), None, "who has closed is not told, and no root");
        assert_eq!(owner("", 50000), None, "nor of an empty table");
    }

    #[tokio::test]
    async fn a_connection_of_our_own_is_known_as_ours() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, from) = listener.accept().await.unwrap();
        assert!(!is_somebody_elses(from, &stream), "this process holds both ends");
        drop(client);
    }

    #[tokio::test]
    async fn a_connection_by_a_socket_of_the_newer_kind_is_known_too() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let Ok(socket) = tokio::net::TcpSocket::new_v6() else { return };
        let mapped = std::net::Ipv4Addr::LOCALHOST.to_ipv6_mapped();
        let client = socket.connect((mapped, port).into()).await.expect("it reaches the older kind");
        let (stream, from) = listener.accept().await.unwrap();
        assert!(!is_somebody_elses(from, &stream), "whoever is let out would wait for ever");
        drop(client);
    }
}
