//! A TLS server before a GitLab, as nginx is before most: it shows a certificate of its own and may want to be shown
//! one. It reads a request, asks GitLab, answers and closes. What it refuses it reads to its end: on the way from
//! another computer a refusal is read before what comes of a close at once.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// As nginx 1.26 says it.
const WANTS_ONE: &str = "<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>\r\n<body>\r\n\
                         <center><h1>400 Bad Request</h1></center>\r\n\
                         <center>No required SSL certificate was sent</center>\r\n\
                         <hr><center>nginx/1.26.0</center>\r\n</body>\r\n</html>\r\n";

/// How rustls turns away under TLS 1.2 who shows no certificate, and how OpenSSL does: it knows no alert of its own for
/// that before TLS 1.3.
const REQUIRED: [u8; 7] = [21, 3, 3, 0, 2, 2, 116];
const FAILED: [u8; 7] = [21, 3, 3, 0, 2, 2, 40];

/// The server.
pub(crate) struct Front {
    address: String,
    passed_on: AtomicUsize,
}

impl Front {
    /// Starts one before a port of this computer that is spoken to in plain text.
    pub(crate) fn before(port: u16, config: ServerConfig) -> Arc<Self> {
        Self::start(Arc::new(config), move |request| ask(port, request))
    }

    /// One that shows everybody the page that tells of a missing certificate.
    pub(crate) fn wanting_one(config: ServerConfig) -> Arc<Self> {
        Self::start(Arc::new(config), |_| {
            let head = "HTTP/1.1 400 Bad Request\r\nServer: nginx/1.26.0\r\nContent-Type: text/html\r\n";
            Ok(format!("{head}Content-Length: {}\r\nConnection: close\r\n\r\n{WANTS_ONE}", WANTS_ONE.len())
                .into_bytes())
        })
    }

    fn start(
        config: Arc<ServerConfig>,
        answer: impl Fn(&[u8]) -> io::Result<Vec<u8>> + Send + Sync + 'static,
    ) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("https://{}", listener.local_addr().unwrap());
        let front = Arc::new(Self { address, passed_on: AtomicUsize::new(0) });
        let (serving, answer) = (Arc::clone(&front), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                let stream = StreamOwned::new(connection, Likened(stream.unwrap()));
                let (serving, answer) = (Arc::clone(&serving), Arc::clone(&answer));
                std::thread::spawn(move || serving.serve(stream, answer.as_ref()));
            }
        });
        front
    }

    pub(crate) fn url(&self) -> &str {
        &self.address
    }

    /// How many requests were read.
    pub(crate) fn requests(&self) -> usize {
        self.passed_on.load(Ordering::SeqCst)
    }

    fn serve(&self, mut stream: StreamOwned<ServerConnection, Likened>, answer: impl Fn(&[u8]) -> io::Result<Vec<u8>>) {
        let Ok(request) = read_request(&mut stream) else {
            while stream.conn.wants_write() && stream.conn.write_tls(&mut stream.sock).is_ok() {}
            let _ = io::copy(&mut stream.sock, &mut io::sink());
            return;
        };
        self.passed_on.fetch_add(1, Ordering::SeqCst);
        let _ = answer(&request).and_then(|answer| stream.write_all(&answer));
        stream.conn.send_close_notify();
        let _ = stream.flush();
    }
}

/// A stream on which one thing is said as OpenSSL says it.
struct Likened(TcpStream);

impl Read for Likened {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Likened {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if buffer == REQUIRED { self.0.write(&FAILED) } else { self.0.write(buffer) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The head of a request, and the body that its length tells.
fn read_request(stream: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        request.extend(byte);
    }
    let head = String::from_utf8_lossy(&request).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body)?;
    request.extend(body);
    Ok(request)
}

fn ask(port: u16, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut gitlab = TcpStream::connect(("127.0.0.1", port))?;
    let line = request.iter().position(|byte| *byte == b'\n').unwrap_or(0) + 1;
    gitlab.write_all(&request[..line])?;
    gitlab.write_all(b"Connection: close\r\n")?;
    gitlab.write_all(&request[line..])?;
    let mut answer = Vec::new();
    gitlab.read_to_end(&mut answer)?;
    Ok(answer)
}
