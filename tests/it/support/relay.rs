//! A relay between Carrick and GitLab, such as a firewall, a VPN or a NAT on the way. What the real ones do badly:
//! they forget a connection and acknowledge all the same what is sent on it, answer nothing and close nothing; or
//! they let HTTP/2 be agreed on and swallow it.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How a ClientHello offers HTTP/2 (RFC 7301, 3.1).
const OFFERS_HTTP2: &[u8] = b"\x02h2";

/// The relay. What it reads it has acknowledged, whether or not it passes it on.
pub(crate) struct Relay {
    address: String,
    to: u16,
    stood: AtomicUsize,
    /// Connections before this one have gone silent.
    silent_before: AtomicUsize,
    swallows_http2: AtomicBool,
    closed: AtomicUsize,
}

impl Relay {
    /// Starts one in front of a port of this computer.
    pub(crate) fn before(port: u16) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let relay = Arc::new(Self {
            address: format!("https://{}", listener.local_addr().unwrap()),
            to: port,
            stood: AtomicUsize::new(0),
            silent_before: AtomicUsize::new(0),
            swallows_http2: AtomicBool::new(false),
            closed: AtomicUsize::new(0),
        });
        let relaying = Arc::clone(&relay);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                relaying.join(stream.unwrap());
            }
        });
        relay
    }

    pub(crate) fn url(&self) -> &str {
        &self.address
    }

    /// From now on every connection that stands is silent; new ones are not.
    pub(crate) fn forget_connections(&self) {
        self.silent_before.store(self.stood(), Ordering::SeqCst);
    }

    /// From now on nothing that is said over HTTP/2 arrives, though it is agreed on.
    pub(crate) fn swallow_http2(&self) {
        self.swallows_http2.store(true, Ordering::SeqCst);
    }

    /// How many connections were made so far.
    pub(crate) fn stood(&self) -> usize {
        self.stood.load(Ordering::SeqCst)
    }

    /// How many of them Carrick has closed.
    pub(crate) fn closed(&self) -> usize {
        self.closed.load(Ordering::SeqCst)
    }

    fn join(self: &Arc<Self>, from: TcpStream) {
        let number = self.stood.fetch_add(1, Ordering::SeqCst);
        let Ok(to) = TcpStream::connect(("127.0.0.1", self.to)) else { return };
        let (answers, back) = (to.try_clone().unwrap(), from.try_clone().unwrap());
        let relay = Arc::clone(self);
        std::thread::spawn(move || {
            relay.carry(number, from, to);
            relay.closed.fetch_add(1, Ordering::SeqCst);
        });
        let relay = Arc::clone(self);
        std::thread::spawn(move || relay.carry(number, answers, back));
    }

    fn carry(&self, number: usize, mut from: TcpStream, mut to: TcpStream) {
        let (mut block, mut is_first, mut is_swallowed) = ([0; 16 * 1024], true, false);
        while let Ok(read) = from.read(&mut block)
            && read > 0
        {
            let block = &block[..read];
            let is_silent = is_swallowed || number < self.silent_before.load(Ordering::SeqCst);
            if !is_silent && to.write_all(block).is_err() {
                break;
            }
            let offers = block.windows(OFFERS_HTTP2.len()).any(|window| window == OFFERS_HTTP2);
            is_swallowed |= is_first && offers && self.swallows_http2.load(Ordering::SeqCst);
            is_first = false;
        }
        let _ = to.shutdown(Shutdown::Write);
    }
}
