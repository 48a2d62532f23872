//! A proxy that wants a password. Proxies are named by environment variables, which belong to a whole process, so
//! this test starts itself again as one of its own.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use carrick::gitlab::{Client, Error};
use carrick::instance::Instance;

const TEST: &str = "proxy::a_proxy_that_wants_a_password_is_named";
const INSIDE: &str = "CARRICK_IT_BEHIND_A_PROXY";

#[test]
fn a_proxy_that_wants_a_password_is_named() {
    if std::env::var_os(INSIDE).is_some() {
        return ask_through_the_proxy();
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().for_each(|stream| refuse(stream.unwrap())));
    let mut inside = Command::new(std::env::current_exe().unwrap());
    inside.args(["--exact", TEST, "--nocapture"]).env(INSIDE, "1");
    for name in ["NO_PROXY", "no_proxy"] {
        inside.env_remove(name);
    }
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        inside.env(name, &proxy);
    }
    let ended = inside.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success(), "behind the proxy: {said} {}", String::from_utf8_lossy(&ended.stderr));
    assert!(said.contains("1 passed"), "the test itself must have run behind the proxy: {said}");
}

fn refuse(mut stream: std::net::TcpStream) {
    let _ = stream.read(&mut [0; 4096]);
    let answer = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\
                  Content-Length: 0\r\nConnection: close\r\n\r\n";
    let _ = stream.write_all(answer.as_bytes());
}

fn ask_through_the_proxy() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = Client::new(Duration::from_secs(20)).unwrap();
        let far = Instance::parse("https://gitlab.example").unwrap();
        assert_eq!(client.probe(&far).await, Err(Error::Proxy), "it is the proxy that stands in the way");
        let here = Instance::parse("http://127.0.0.1:9").unwrap();
        assert_eq!(client.probe(&here).await, Err(Error::Refused), "plain http stays on this computer");
    });
}
