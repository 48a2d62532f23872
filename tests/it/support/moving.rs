//! Another address for what is kept, as a hand from outside would write it.

use super::{FIRST, Installation};

impl Installation {
    /// Lets everything that stands at the first integration's instance stand at this address instead, in the
    /// database and in the keyring, behind the program's back.
    pub(crate) fn move_to(&self, address: &str) {
        let before = self.move_rows_to(address);
        self.move_entries(&before, address);
    }

    /// The same in the database alone; returns the address before.
    pub(crate) fn move_rows_to(&self, address: &str) -> String {
        let db = self.second_connection();
        let read = "SELECT instance FROM integrations WHERE id = ?1";
        let before: String = db.query_row(read, [FIRST], |row| row.get(0)).unwrap();
        for table in ["integrations", "pairs", "attempts"] {
            let write = format!("UPDATE {table} SET instance = ?2 WHERE instance = ?1");
            db.execute(&write, [before.as_str(), address]).unwrap();
        }
        before
    }

    /// The same in the keyring alone, for what stands at `before`.
    pub(crate) fn move_entries(&self, before: &str, address: &str) {
        for (name, entry) in self.keyring.entries("") {
            let mut entry: serde_json::Value = serde_json::from_str(&entry).unwrap();
            if entry["instance"] == before {
                entry["instance"] = address.into();
                self.keyring.tamper(&name, Some(&entry.to_string()));
            }
        }
    }
}
