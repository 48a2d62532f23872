//! The local GitLab over real HTTP.

#![allow(clippy::expect_used, reason = "the helpers of a test may stop it as its own lines may")]

mod support;

mod api;
mod applications;
mod authorize;
mod claims;
mod code;
mod events;
mod faults;
mod git;
mod git_refusals;
mod graphql;
mod jobs;
mod large_files;
mod limits;
mod merge_request_pages;
mod merge_requests;
mod openid;
mod own_pipelines;
mod pipelines;
mod program;
mod project_list;
mod project_pages;
mod projects;
mod redirect_uris;
mod refresh;
mod revoke;
mod server;
mod sign_in;
mod statuses;
mod token;
