//! Generates what Tauri embeds: the configuration, the capability and the icons.

fn main() {
    tauri_build::build();
}
