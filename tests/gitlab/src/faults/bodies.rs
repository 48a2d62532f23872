//! Bodies that end badly or hardly at all.

use bytes::Bytes;
use http_body::{Body, Frame};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Sleep, sleep};

/// Until what was sent is written out: an error before that would discard it, and over HTTP/2 it is another task that
/// writes.
const WRITTEN: Duration = Duration::from_millis(200);

/// Sends what it has, then ends like this, which breaks the connection.
pub(super) struct Cut {
    half: Option<Bytes>,
    written: Option<Pin<Box<Sleep>>>,
    end: Option<io::Error>,
}

impl Cut {
    pub(super) fn new(half: Bytes, end: io::Error) -> Self {
        Self { half: Some(half), written: None, end: Some(end) }
    }
}

impl Body for Cut {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(half) = self.half.take() {
            return Poll::Ready(Some(Ok(Frame::data(half))));
        }
        if self.written.get_or_insert_with(|| Box::pin(sleep(WRITTEN))).as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        Poll::Ready(self.end.take().map(Err))
    }
}

/// 64 MiB that look like a token answer without end.
pub(super) struct Flood {
    left: usize,
    started: bool,
    block: Bytes,
}

impl Flood {
    const BLOCK: usize = 64 * 1024;
    const BLOCKS: usize = 1024;

    pub(super) fn new() -> Self {
        Self { left: Self::BLOCKS, started: false, block: Bytes::from(vec![b'a'; Self::BLOCK]) }
    }
}

impl Body for Flood {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if !self.started {
            self.started = true;
            return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"{\"access_token\":\"")))));
        }
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        Poll::Ready(Some(Ok(Frame::data(self.block.clone()))))
    }
}
