//! What Windows' task scheduler reads: a task of the person's, started when they sign in.

use super::agent::escaped;
use super::place::Place;

/// The task's text; `None` where a path cannot stand in one, and for an installation with a name, since a task has no
/// environment of its own. What a task has by itself ends it after three days, and
/// whenever the computer is on its battery: both are said to be otherwise. A second start is ignored.
pub fn text(place: &Place) -> Option<String> {
    let program = escaped(place.program.to_str()?)?;
    let user = escaped(&place.user)?;
    if place.installation.is_some() {
        return None;
    }
    Some(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>
<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">
  <RegistrationInfo>
    <Description>Carrick starts builds when merge requests open</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>{user}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id=\"Author\">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>5</Count>
    </RestartOnFailure>
    <Hidden>true</Hidden>
  </Settings>
  <Actions Context=\"Author\">
    <Exec>
      <Command>{program}</Command>
      <Arguments>watch</Arguments>
    </Exec>
  </Actions>
</Task>
"
    ))
}

/// The text in the bytes that the scheduler takes: UTF-16 with its mark.
pub fn bytes(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.replace('\n', "\r\n").encode_utf16().collect::<Vec<u16>>());
    units.flat_map(u16::to_le_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            program: r"C:\Program Files\Carrick & Co\carrick.exe".into(),
            installation: None,
            environment: Vec::new(),
            folder: "C:/Temp".into(),
            control: "schtasks.exe".into(),
            presence: None,
            linger: None,
            user: r"OFFICE\sam".to_owned(),
        }
    }

    #[test]
    fn a_task_is_not_ended_after_three_days_nor_on_the_battery() {
        let text = text(&place()).unwrap();
        for line in [
            "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>",
            "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>",
            "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>",
            "<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>",
        ] {
            assert!(text.contains(line), "{line} is missing: {text}");
        }
        assert_eq!(text.matches(r"<UserId>OFFICE\sam</UserId>").count(), 2, "it is this person's sign-in: {text}");
        assert!(text.contains(r"<Command>C:\Program Files\Carrick &amp; Co\carrick.exe</Command>"), "{text}");
    }

    #[test]
    fn a_task_is_written_in_the_bytes_it_says() {
        let bytes = bytes("a\nü");
        assert_eq!(bytes, [0xff, 0xfe, b'a', 0, b'\r', 0, b'\n', 0, 0xfc, 0], "little-endian, with its mark");
    }
}
