//! GitLab's own pages that a person is sent to.

use carrick_store::instance::Instance;
use url::Url;

/// Who owns an application at GitLab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// One person.
    User,
    /// A group.
    Group,
    /// The whole instance.
    Instance,
}

/// Where an application is registered, for each kind of owner. A group's page hangs on the group, so its
/// person starts at the list of groups.
pub fn registration(instance: &Instance, owner: Owner) -> Url {
    instance.endpoint(match owner {
        Owner::User => "/-/user_settings/applications",
        Owner::Group => "/dashboard/groups",
        Owner::Instance => "/admin/applications",
    })
}

/// Where a person sees which applications may use their account, and revokes one by hand.
pub fn authorized_applications(instance: &Instance) -> Url {
    instance.endpoint("/-/user_settings/applications")
}
