//! Starting and stopping: a thread of our own with a runtime of its own.

use crate::connection;
use crate::instance::{Instance, locked};
use crate::routes;
use crate::tls::ThrowAwayTls;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

/// How to start. The default is plain HTTP on any free port of 127.0.0.1 without a sub-path.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The port to listen on; 0 takes a free one.
    pub port: u16,
    /// The relative URL root: empty, or like `/gitlab`.
    pub relative_root: String,
    /// HTTPS with a certificate from a throw-away authority, see [`LocalGitlab::ca_pem`]; over HTTP/2 for whoever can.
    pub tls: bool,
    /// Every connection is closed after one answer, as some servers and many proxies do; they speak HTTP/1.1 alone.
    pub one_answer_a_connection: bool,
}

/// A running server. It stops when dropped.
pub struct LocalGitlab {
    pub(crate) instance: Arc<Instance>,
    address: SocketAddr,
    tls: Option<ThrowAwayTls>,
    listening: Mutex<Option<Listening>>,
}

impl LocalGitlab {
    /// Starts the server on its own thread and returns once the port accepts connections.
    ///
    /// # Errors
    /// `InvalidInput` for an odd `relative_root`; otherwise what binding the port or
    /// making the certificate answered.
    pub fn start(options: Options) -> io::Result<Self> {
        let root = relative_root(&options.relative_root)?;
        let protocols: &[&str] = if options.one_answer_a_connection { &["http/1.1"] } else { &["h2", "http/1.1"] };
        let tls = options.tls.then(|| ThrowAwayTls::new(protocols)).transpose()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
        let address = listener.local_addr()?;
        let scheme = if options.tls { "https" } else { "http" };
        let instance = Arc::new(Instance::new(scheme, address.to_string(), root, !options.one_answer_a_connection)?);
        let acceptor = tls.as_ref().map(|tls| tls.acceptor.clone());
        let listening = Listening::start(listener, acceptor, Arc::clone(&instance))?;
        Ok(Self { instance, address, tls, listening: Mutex::new(Some(listening)) })
    }

    /// `http://127.0.0.1:PORT[/root]`, or https; no trailing slash.
    #[must_use]
    pub fn url(&self) -> String {
        self.instance.url()
    }

    /// `127.0.0.1:PORT[/root]`.
    #[must_use]
    pub fn host(&self) -> String {
        format!("{}{}", self.instance.authority, self.instance.root)
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The authority to trust, as PEM; none without TLS.
    #[must_use]
    pub fn ca_pem(&self) -> Option<String> {
        self.tls.as_ref().map(|tls| tls.ca_pem.clone())
    }

    /// Closes the port and every connection; what the server knows is kept.
    pub fn go_offline(&self) {
        drop(locked(&self.listening).take());
    }

    /// Listens again on the same port after [`LocalGitlab::go_offline`].
    ///
    /// # Errors
    /// What binding the port answered, when something else took it meanwhile.
    pub fn go_online(&self) -> io::Result<()> {
        let mut listening = locked(&self.listening);
        if listening.is_none() {
            let acceptor = self.tls.as_ref().map(|tls| tls.acceptor.clone());
            *listening =
                Some(Listening::start(TcpListener::bind(self.address)?, acceptor, Arc::clone(&self.instance))?);
        }
        Ok(())
    }
}

impl fmt::Debug for LocalGitlab {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LocalGitlab").field("url", &self.url()).finish_non_exhaustive()
    }
}

fn relative_root(text: &str) -> io::Result<String> {
    let root = text.trim_end_matches('/');
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    match root.strip_prefix('/') {
        _ if root.is_empty() => Ok(String::new()),
        Some(rest) if rest.split('/').all(plain) => Ok(root.to_owned()),
        _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "a relative URL root looks like /gitlab")),
    }
}

/// The thread that accepts connections; dropping it closes the port and them all.
struct Listening {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Listening {
    fn start(listener: TcpListener, acceptor: Option<TlsAcceptor>, instance: Arc<Instance>) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("local-gitlab-worker")
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        // The runtime is dropped on this thread: doing it inside a caller's own
        // asynchronous test would panic.
        let thread = thread::Builder::new().name("local-gitlab".to_owned()).spawn(move || {
            runtime.block_on(async move {
                let router = routes::router(Arc::clone(&instance));
                tokio::select! {
                    () = connection::accept(listener, acceptor, router, instance) => {}
                    _ = stopped => {}
                }
            });
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
