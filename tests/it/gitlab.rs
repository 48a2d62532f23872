//! What is asked of GitLab, and how its answers are read.

#[cfg(target_os = "linux")]
mod certificates;
mod http2;
mod openid;
mod probing;
mod proxy;
mod unsent;
#[cfg(target_os = "linux")]
mod ways;
mod wire;
