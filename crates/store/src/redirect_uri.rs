//! Where GitLab sends the browser back to: two addresses for each instance, both registered there.

use crate::SCHEME;
use crate::instance::Instance;
use crate::model::Way;

impl Instance {
    /// The redirect URI for a way back, as registered at GitLab: the loopback one without a port.
    pub fn redirect_uri(&self, way: Way) -> String {
        let place = self.host().replace('[', "%5B").replace(']', "%5D");
        match way {
            Way::DeepLink => format!("{SCHEME}://oauth/gitlab/{place}"),
            Way::Loopback => format!("http://127.0.0.1/oauth/gitlab/{place}"),
        }
    }

    /// The loopback redirect URI with the port listened on; GitLab ignores the port of an IP literal.
    pub fn loopback_uri(&self, port: u16) -> String {
        self.redirect_uri(Way::Loopback).replacen("127.0.0.1", &format!("127.0.0.1:{port}"), 1)
    }

    /// Both redirect URIs, in the order in which they are registered.
    pub fn redirect_uris(&self) -> Vec<String> {
        vec![self.redirect_uri(Way::DeepLink), self.redirect_uri(Way::Loopback)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_has_exactly_these_redirect_uris() {
        let table = [
            ("gitlab.com", "gitlab.com"),
            ("https://GitLab.com/", "gitlab.com"),
            ("https://gitlab.com:443", "gitlab.com"),
            ("https://gitlab.com./", "gitlab.com"),
            ("https://gitlab.com..", "gitlab.com"),
            ("gitlab.example.com:8443", "gitlab.example.com:8443"),
            ("https://host.example/gitlab/", "host.example/gitlab"),
            ("https://host.example//a//b/", "host.example/a/b"),
            ("https://host.example/gitlab/-/user_settings/applications", "host.example/gitlab"),
            ("https://gitlab.com/users/sign_in", "gitlab.com"),
            ("http://127.0.0.1:8080", "127.0.0.1:8080"),
            ("http://localhost:3000/gl", "localhost:3000/gl"),
            ("http://[::1]:8080", "%5B::1%5D:8080"),
            ("https://[2001:DB8::1]/x", "%5B2001:db8::1%5D/x"),
            ("https://bücher.example", "xn--bcher-kva.example"),
            ("  \"https://gitlab.com\" ", "gitlab.com"),
        ];
        for (typed, place) in table {
            let instance = Instance::parse(typed).unwrap_or_else(|error| panic!("{typed} is an instance: {error}"));
            let expected = vec![
                format!("dev.carrick.desktop://oauth/gitlab/{place}"),
                format!("http://127.0.0.1/oauth/gitlab/{place}"),
            ];
            assert_eq!(instance.redirect_uris(), expected, "{typed} must give these two URIs");
        }
    }
}
