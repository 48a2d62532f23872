//! All projects and namespaces, with the paths they have and had.

use super::access::{inherited, level_of};
use super::namespaces::{Kind, Namespace, last, parent};
use super::routes::{Place, Routes};
use super::{AccessLevel, Behaviour, Member, NewProject, Project};
use crate::avatars::Avatar;
use crate::git::files::NewFile;
use crate::state::users::User;
use std::collections::BTreeMap;
use std::ops::Range;

/// When the first project was made; each later one is a minute younger.
const FIRST_CREATED_AT: i64 = 1_735_689_600;

/// Numbers of projects and namespaces begin here, apart from each other and from people's.
const FIRST_PROJECT: u64 = 101;
const FIRST_NAMESPACE: u64 = 51;

/// The table. A path is looked up whatever its case.
#[derive(Default)]
pub(crate) struct Projects {
    rows: BTreeMap<u64, Project>,
    namespaces: BTreeMap<u64, Namespace>,
    routes: Routes,
    made_projects: u64,
    made_namespaces: u64,
}

impl Projects {
    pub(crate) fn rows(&self) -> &BTreeMap<u64, Project> {
        &self.rows
    }

    pub(crate) fn row(&self, id: u64) -> Option<&Project> {
        self.rows.get(&id)
    }

    pub(crate) fn row_mut(&mut self, id: u64) -> Option<&mut Project> {
        self.rows.get_mut(&id)
    }

    /// Every namespace's number is among these.
    pub(crate) fn numbers_of_namespaces(&self) -> Range<u64> {
        FIRST_NAMESPACE..FIRST_NAMESPACE + self.made_namespaces
    }

    pub(crate) fn namespace(&self, id: u64) -> Option<&Namespace> {
        self.namespaces.get(&id)
    }

    /// The project that has this path, or had it last and nobody has taken it since.
    pub(crate) fn at(&self, path: &str) -> Option<&Project> {
        self.routes.project(path).and_then(|id| self.row(id))
    }

    pub(crate) fn namespace_at(&self, path: &str) -> Option<&Namespace> {
        self.routes.namespace(path).and_then(|id| self.namespace(id))
    }

    /// The namespace with its ancestors, itself first.
    pub(crate) fn lineage(&self, id: u64) -> impl Iterator<Item = &Namespace> {
        std::iter::successors(self.namespace(id), |one| one.parent.and_then(|id| self.namespace(id)))
    }

    /// Makes a project and the namespaces that lack.
    pub(crate) fn create(&mut self, users: &[User], new: NewProject) -> &Project {
        let namespace_id = self.ensure_namespace(users, parent(&new.path));
        let id = FIRST_PROJECT + self.made_projects;
        self.made_projects += 1;
        let members = members_of(users, self.namespace(namespace_id), &new.members);
        let bytes: usize = new.files.iter().map(NewFile::size).sum();
        let created_at = FIRST_CREATED_AT + i64::try_from(id).unwrap_or_default() * 60;
        let row = Project {
            id,
            name: if new.name.is_empty() { last(&new.path).to_owned() } else { new.name },
            description: new.description,
            avatar: Avatar::None,
            visibility: new.visibility,
            archived: new.archived,
            empty: new.empty,
            read_only: false,
            without_repository: false,
            lfs: true,
            default_branch: if new.default_branch.is_empty() { "main".to_owned() } else { new.default_branch },
            created_at,
            last_activity_at: new.last_activity_at.unwrap_or(created_at),
            repository_size: new.repository_size.unwrap_or(bytes as u64 + 4096),
            lfs_objects_size: new.files.iter().map(|file| file.large_size() as u64).sum(),
            behaviour: Behaviour::default(),
            forked_from: None,
            ci: new.ci,
            namespace_id,
            creator_id: members.first().map_or(1, |member| member.user_id),
            members,
            path: new.path,
        };
        self.routes.put(&row.path, Place::Project(id));
        self.rows.entry(id).or_insert(row)
    }

    /// The namespace of this path, made with its ancestors when there is none.
    pub(crate) fn ensure_namespace(&mut self, users: &[User], path: &str) -> u64 {
        if let Some(id) = self.routes.namespace(path) {
            return id;
        }
        let above = parent(path);
        let parent = (!above.is_empty()).then(|| self.ensure_namespace(users, above));
        let owner = users.iter().find(|user| parent.is_none() && user.username.eq_ignore_ascii_case(path));
        let id = FIRST_NAMESPACE + self.made_namespaces;
        self.made_namespaces += 1;
        let namespace = Namespace {
            id,
            full_path: path.to_owned(),
            name: owner.map_or_else(|| last(path).to_owned(), |user| user.name.clone()),
            parent,
            kind: owner.map_or(Kind::Group, |user| Kind::User(user.id)),
            members: Vec::new(),
        };
        self.routes.put(path, Place::Namespace(id));
        self.namespaces.insert(id, namespace);
        id
    }

    /// Gives a project another path; the old one leads to it until somebody takes it.
    pub(crate) fn move_to(&mut self, users: &[User], id: u64, path: &str) -> bool {
        let namespace_id = self.ensure_namespace(users, parent(path));
        let Some(row) = self.rows.get_mut(&id) else { return false };
        self.routes.rename(&row.path, path, Place::Project(id));
        path.clone_into(&mut row.path);
        row.namespace_id = namespace_id;
        true
    }

    /// Gives a namespace and all below it another path.
    pub(crate) fn rename_namespace(&mut self, id: u64, path: &str) {
        let Some(old) = self.namespace(id).map(|namespace| namespace.full_path.clone()) else { return };
        let below = |full: &str| {
            full.strip_prefix(&old)
                .filter(|rest| rest.is_empty() || rest.starts_with('/'))
                .map(|rest| format!("{path}{rest}"))
        };
        for namespace in self.namespaces.values_mut() {
            if let Some(new) = below(&namespace.full_path) {
                self.routes.rename(&namespace.full_path, &new, Place::Namespace(namespace.id));
                namespace.full_path = new;
            }
        }
        for row in self.rows.values_mut() {
            if let Some(new) = below(&row.path) {
                self.routes.rename(&row.path, &new, Place::Project(row.id));
                row.path = new;
            }
        }
    }

    /// The namespace of an account follows its username and name.
    pub(crate) fn follow_user(&mut self, user: &User) {
        let own = self.namespaces.values_mut().find(|namespace| namespace.kind == Kind::User(user.id));
        let Some(own) = own else { return };
        user.name.clone_into(&mut own.name);
        let (id, moved) = (own.id, own.full_path != user.username);
        if moved {
            self.rename_namespace(id, &user.username);
        }
    }

    pub(crate) fn remove(&mut self, id: u64) -> bool {
        let Some(row) = self.rows.remove(&id) else { return false };
        self.routes.forget(&row.path, Place::Project(id));
        true
    }

    /// The paths of the groups that somebody is a member of themselves.
    pub(crate) fn direct_groups(&self, user_id: u64) -> Vec<&str> {
        self.groups(|group| level_of(&group.members, user_id).is_some())
    }

    /// The same with the groups below them, whose members they are too.
    pub(crate) fn all_groups(&self, user_id: u64) -> Vec<&str> {
        self.groups(|group| inherited(self, group.id, user_id).is_some())
    }

    fn groups(&self, is_meant: impl Fn(&Namespace) -> bool) -> Vec<&str> {
        let groups = self.namespaces.values().filter(|one| one.kind == Kind::Group && is_meant(one));
        groups.map(|group| group.full_path.as_str()).collect()
    }

    /// Puts somebody into a group, or takes them out.
    pub(crate) fn set_group_member(&mut self, id: u64, user_id: u64, level: Option<AccessLevel>) {
        if let Some(namespace) = self.namespaces.get_mut(&id) {
            set_member(&mut namespace.members, user_id, level);
        }
    }
}

/// Puts somebody among members, or takes them out.
pub(crate) fn set_member(members: &mut Vec<Member>, user_id: u64, level: Option<AccessLevel>) {
    members.retain(|member| member.user_id != user_id);
    members.extend(level.map(|level| Member { user_id, level }));
}

fn members_of(users: &[User], namespace: Option<&Namespace>, named: &[(String, AccessLevel)]) -> Vec<Member> {
    let mut members = Vec::with_capacity(named.len() + 1);
    if let Some(Kind::User(user_id)) = namespace.map(|namespace| namespace.kind) {
        members.push(Member { user_id, level: AccessLevel::Owner });
    }
    for (username, level) in named {
        if let Some(user) = users.iter().find(|user| &user.username == username) {
            set_member(&mut members, user.id, Some(*level));
        }
    }
    members
}
