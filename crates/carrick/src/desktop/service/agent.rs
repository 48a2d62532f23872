//! What launchd reads: an agent of the person's.

use super::place::Place;

/// The agent's label.
pub fn label(place: &Place) -> String {
    format!("dev.carrick.{}", place.name())
}

/// The agent's text; `None` where a path cannot stand in one. It is started again after a failure only: one that ends
/// well was ended on purpose. It has no priority of a background process, under which answers come minutes late.
pub fn text(place: &Place) -> Option<String> {
    let program = escaped(place.program.to_str()?)?;
    let mut environment = String::new();
    for (name, value) in &place.environment {
        let (name, value) = (escaped(name)?, escaped(value)?);
        environment.push_str(&format!("    <key>{name}</key>\n    <string>{value}</string>\n"));
    }
    let label = escaped(&label(place))?;
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">
<plist version=\"1.0\">
<dict>
  <key>Label</key>
  <string>{label}</string>
  <key>ProgramArguments</key>
  <array>
    <string>{program}</string>
    <string>watch</string>
  </array>
  <key>EnvironmentVariables</key>
  <dict>
{environment}  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>30</integer>
  <key>Umask</key>
  <integer>63</integer>
</dict>
</plist>
"
    ))
}

/// A text as XML holds it; `None` with a sign that XML 1.0 has no way to hold.
pub(super) fn escaped(text: &str) -> Option<String> {
    if text.chars().any(char::is_control) {
        return None;
    }
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(c),
        }
    }
    Some(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn place(program: &str) -> Place {
        Place {
            program: program.into(),
            installation: None,
            environment: vec![("PATH".to_owned(), "/opt/homebrew/bin:/usr/bin:/bin".to_owned())],
            folder: "/Users/sam/Library/LaunchAgents".into(),
            control: "/bin/launchctl".into(),
            presence: None,
            linger: None,
            user: "501".to_owned(),
        }
    }

    #[test]
    fn an_agent_names_its_program_outright_and_is_started_again_after_a_failure_alone() {
        let text = text(&place("/opt/homebrew/bin/carrick")).unwrap();
        assert!(text.contains("<string>/opt/homebrew/bin/carrick</string>\n    <string>watch</string>"), "{text}");
        assert!(text.contains("<key>SuccessfulExit</key>\n    <false/>"), "one that was ended stays down: {text}");
        assert!(text.contains("<key>PATH</key>\n    <string>/opt/homebrew/bin:"), "git is found by it: {text}");
        assert!(!text.contains("ProcessType"), "it is not throttled: {text}");
        assert!(!text.contains('~') && !text.contains("$HOME"), "launchd expands nothing: {text}");
    }

    #[test]
    fn a_path_cannot_leave_its_element() {
        let text = text(&place("/opt/a</string><string>&b\"")).unwrap();
        assert!(text.contains("<string>/opt/a&lt;/string&gt;&lt;string&gt;&amp;b&quot;</string>"), "{text}");
        assert_eq!(super::text(&place("/opt/a\nb")), None, "no sign that XML reads otherwise");
    }
}
