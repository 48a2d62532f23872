//! Who may do what with a project.

use super::namespaces::Namespace;
use super::table::Projects;
use super::{AccessLevel, Member, Project, Visibility};
use crate::state::World;
use crate::state::users::User;

/// Somebody who asks, or nobody in particular.
pub(crate) struct Viewer<'w> {
    pub(crate) user: Option<&'w User>,
    /// What they are in each namespace, inherited from those above, at the place of its number.
    groups: Vec<Option<AccessLevel>>,
}

impl<'w> Viewer<'w> {
    pub(crate) fn new(world: &World, user: Option<&'w User>) -> Self {
        let projects = &world.projects;
        let level = |id: u64| user.and_then(|user| inherited(projects, id, user.id));
        let groups = (0..projects.numbers_of_namespaces().end).map(level).collect();
        Self { user, groups }
    }

    /// What they are in the project, itself or a group above it.
    pub(crate) fn level(&self, project: &Project) -> Option<AccessLevel> {
        let own = self.user.and_then(|user| level_of(&project.members, user.id));
        own.max(self.group_level(project.namespace_id))
    }

    pub(crate) fn sees(&self, project: &Project) -> bool {
        let open = match project.visibility {
            Visibility::Private => false,
            Visibility::Internal => self.user.is_some(),
            Visibility::Public => true,
        };
        open || self.is_admin() || self.level(project).is_some()
    }

    /// Whether they may see the code, and so fetch it.
    pub(crate) fn reads_code(&self, project: &Project) -> bool {
        let open = match project.visibility {
            Visibility::Private => false,
            Visibility::Internal => self.user.is_some(),
            Visibility::Public => true,
        };
        open || self.is_at_least(project, AccessLevel::Reporter)
    }

    pub(crate) fn is_at_least(&self, project: &Project, level: AccessLevel) -> bool {
        self.is_admin() || self.level(project) >= Some(level)
    }

    /// Whether they see the group: they are in it, or something in it is for their eyes.
    pub(crate) fn sees_group(&self, projects: &Projects, group: &Namespace) -> bool {
        self.is_admin()
            || self.group_level(group.id).is_some()
            || projects.rows().values().any(|project| {
                self.sees(project) && projects.lineage(project.namespace_id).any(|above| above.id == group.id)
            })
    }

    fn group_level(&self, id: u64) -> Option<AccessLevel> {
        usize::try_from(id).ok().and_then(|at| self.groups.get(at).copied()).flatten()
    }

    fn is_admin(&self) -> bool {
        self.user.is_some_and(|user| user.admin)
    }
}

/// What somebody is in a namespace or one above it, the highest of all.
pub(crate) fn inherited(projects: &Projects, id: u64, user_id: u64) -> Option<AccessLevel> {
    projects.lineage(id).filter_map(|one| level_of(&one.members, user_id)).max()
}

/// What somebody is among these.
pub(crate) fn level_of(members: &[Member], user_id: u64) -> Option<AccessLevel> {
    members.iter().find(|member| member.user_id == user_id).map(|member| member.level)
}
