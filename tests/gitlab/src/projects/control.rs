//! What tests do with projects.

use super::table::set_member;
use super::{AccessLevel, NewProject, Project};
use crate::server::LocalGitlab;

/// Projects and groups.
impl LocalGitlab {
    /// Makes a project, with the groups on its path. Its repository is made when somebody asks for it.
    pub fn create_project(&self, new: NewProject) -> Project {
        let files = new.files.clone();
        let mut world = self.instance.world();
        let world = &mut *world;
        let project = world.projects.create(&world.users, new).clone();
        self.instance.repositories.plan(project.id, files);
        project
    }

    /// Makes many at once, what `new` says for each number from 0; a hundred thousand take a second or so.
    pub fn create_many(&self, count: usize, new: impl Fn(usize) -> NewProject) -> Vec<u64> {
        let mut world = self.instance.world();
        let world = &mut *world;
        (0..count)
            .map(|number| {
                let new = new(number);
                let files = new.files.clone();
                let id = world.projects.create(&world.users, new).id;
                self.instance.repositories.plan(id, files);
                id
            })
            .collect()
    }

    /// A project by number.
    #[must_use]
    pub fn project(&self, id: u64) -> Option<Project> {
        self.instance.world().projects.row(id).cloned()
    }

    /// The project at this path, also one that had it before.
    #[must_use]
    pub fn project_at(&self, path: &str) -> Option<Project> {
        self.instance.world().projects.at(path).cloned()
    }

    /// How many projects there are.
    #[must_use]
    pub fn count_projects(&self) -> usize {
        self.instance.world().projects.rows().len()
    }

    /// Changes a project; `false` when there is none. Number and path stay as they are.
    pub fn edit_project(&self, id: u64, change: impl FnOnce(&mut Project)) -> bool {
        let mut world = self.instance.world();
        let Some(row) = world.projects.row_mut(id) else { return false };
        let path = row.path.clone();
        change(row);
        (row.id, row.path) = (id, path);
        true
    }

    /// Gives a project another path; the API answers 301 at the old one and git goes on there.
    pub fn move_project(&self, id: u64, path: &str) -> bool {
        let mut world = self.instance.world();
        let world = &mut *world;
        world.projects.move_to(&world.users, id, path)
    }

    /// Archives a project.
    pub fn archive(&self, id: u64) -> bool {
        self.edit_project(id, |project| project.archived = true)
    }

    /// Removes a project; its path leads nowhere then, and merge requests that came from it have no source.
    pub fn remove_project(&self, id: u64) -> bool {
        self.instance.repositories.remove(id);
        let mut world = self.instance.world();
        world.merge_requests.forget_project(id);
        world.projects.remove(id)
    }

    /// Says that something has just happened in a project.
    pub fn touch(&self, id: u64) -> bool {
        let now = self.instance.world().now();
        self.edit_project(id, |project| project.last_activity_at = now)
    }

    /// Puts somebody into a project, changes what they are in it, or takes them out with `None`.
    pub fn set_member(&self, id: u64, username: &str, level: Option<AccessLevel>) -> bool {
        let mut world = self.instance.world();
        let Some(user_id) = world.user_named(username).map(|user| user.id) else { return false };
        let Some(row) = world.projects.row_mut(id) else { return false };
        set_member(&mut row.members, user_id, level);
        true
    }

    /// Puts somebody into a group, which is made when there is none, or takes them out with `None`.
    pub fn set_group_member(&self, group: &str, username: &str, level: Option<AccessLevel>) -> bool {
        let mut world = self.instance.world();
        let Some(user_id) = world.user_named(username).map(|user| user.id) else { return false };
        let world = &mut *world;
        let id = world.projects.ensure_namespace(&world.users, group);
        world.projects.set_group_member(id, user_id, level);
        true
    }

    /// Gives a group another path; what lies under it moves along. The old path is anybody's.
    pub fn move_group(&self, path: &str, new: &str) -> bool {
        let mut world = self.instance.world();
        let Some(id) = world.projects.namespace_at(path).map(|namespace| namespace.id) else { return false };
        world.projects.rename_namespace(id, new);
        true
    }

    /// Gives an account another username; what lies under it moves along.
    pub fn rename_user(&self, username: &str, new: &str) -> bool {
        self.edit_user(username, |user| new.clone_into(&mut user.username))
    }
}
