//! Amounts as people read them.

const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];

/// `14.2 MiB`: with a decimal as long as that is of use.
pub(crate) fn size(bytes: u64) -> String {
    let mut unit = 0;
    let mut below = 1_u64;
    while unit + 1 < UNITS.len() && bytes / below >= 1024 {
        below <<= 10;
        unit += 1;
    }
    let (whole, rest) = (bytes / below, bytes % below);
    let tenths = u128::from(rest) * 10 / u128::from(below);
    if unit == 0 || whole >= 100 {
        format!("{whole} {}", UNITS[unit])
    } else {
        format!("{whole}.{tenths} {}", UNITS[unit])
    }
}

/// `10,412`.
pub(crate) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 file`, `3 files`; `None` for none.
pub(super) fn some(number: usize, one: &str, many: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{} {many}", count(number))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_as_short_as_they_are_of_use() {
        let table = [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (14_889_779, "14.1 MiB"), (150 << 30, "150 GiB")];
        for (bytes, expected) in table {
            assert_eq!(size(bytes), expected, "{bytes}");
        }
        assert_eq!(size(u64::MAX), "16777215 TiB", "whatever a server says");
        let counts = [(7, "7"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")];
        for (number, expected) in counts {
            assert_eq!(count(number), expected, "{number}");
        }
        let files = |number| some(number, "file", "files");
        assert_eq!((files(0), files(1), files(2)), (None, Some("1 file".into()), Some("2 files".into())), "of some");
    }
}
