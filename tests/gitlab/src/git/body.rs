//! An answer that comes while a program still makes it.

use bytes::Bytes;
use http_body::{Body, Frame};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc::Receiver;

/// What a thread sends; it ends when the thread lets go of its end, and breaks off at an error.
pub(crate) struct Sent(pub(crate) Receiver<io::Result<Bytes>>);

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0.poll_recv(context).map(|sent| sent.map(|bytes| bytes.map(Frame::data)))
    }
}
