//! Which pictures are shown: ours to check, because their address and bytes come from a server.

use carrick_store::instance::Instance;
use url::Url;

/// A picture's address, if it lies at the instance itself. Relative ones are GitLab's own.
pub(super) fn address(instance: &Instance, address: &str) -> Option<Url> {
    let url = instance.endpoint("/").join(address).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    (plain && instance.has_origin_of(&url)).then_some(url)
}

/// The media type by the first bytes, for the three kinds that are shown.
pub(super) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_at_the_instance_itself_are_fetched() {
        let instance = Instance::parse("https://gitlab.example").unwrap();
        assert!(address(&instance, "https://gitlab.example/uploads/a.png").is_some(), "the instance's own picture");
        assert!(address(&instance, "/uploads/a.png").is_some(), "a relative one is the instance's too");
        for foreign in ["https://gravatar.example/a", "http://gitlab.example/a", "file:///etc/passwd", "//evil/a"] {
            assert!(address(&instance, foreign).is_none(), "{foreign} must not be asked for");
        }
    }

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"), "PNG");
        assert_eq!(media_type(b"<svg onload=x>"), None, "SVG can carry script and is not shown");
    }
}
