//! "Why not?" and what a person does, as the window is told.

use carrick_store::db::approvals::Approval;
use carrick_store::error::Error;
use carrick_store::instance::Instance;

use crate::builds::Builds;
use crate::builds::answering::{self, Answer, Asked};
use crate::builds::following::acting::{self, Act, Done};
use crate::builds::following::question::{self, Question};
use crate::builds::list::Row;
use crate::builds::review;
use crate::messages::{
    ActOnBuild, AnswerAsleep, ApprovalQuestion, AskedAbout, AsleepMergeRequest, AsleepReview, BuildAct, BuildActed,
    BuildApproval, CiChanges, WhyAnswer, WhyQuestion,
};

/// Why a merge request is not built.
///
/// # Errors
/// As [`answering::by_number`] and [`answering::by_address`].
pub async fn why_not(builds: &Builds, question: WhyQuestion) -> Result<WhyAnswer, Error> {
    let text = match question {
        WhyQuestion::Known { id } => return Ok(answering::by_number(builds, id).await?.into()),
        WhyQuestion::Address { text } => text,
    };
    Ok(match answering::by_address(builds, &text).await? {
        Asked::Answered(answer) => (*answer).into(),
        Asked::NoAddress => WhyAnswer::NoAddress,
        Asked::NoAccount { host } => WhyAnswer::NoAccount { host },
        Asked::NotSeen { host } => WhyAnswer::NotSeen { host },
    })
}

impl From<Answer> for WhyAnswer {
    fn from(answer: Answer) -> Self {
        let merge_request = AskedAbout {
            id: answer.row.as_ref().map(|row| row.merge_request.id),
            link_id: answer.link_id,
            instance: answer.instance,
            project_id: answer.project_id,
            path: answer.path,
            iid: answer.snapshot.iid,
            title: answer.snapshot.title,
            author: answer.snapshot.author,
            sha: answer.snapshot.sha,
        };
        match answer.why {
            Some(why) => Self::Not { merge_request, why: why.into() },
            None => Self::Built { merge_request },
        }
    }
}

/// Does something to a build's pipeline.
///
/// # Errors
/// As [`acting::act`].
pub async fn act(builds: &Builds, wanted: ActOnBuild) -> Result<BuildActed, Error> {
    let act = match wanted.act {
        BuildAct::Retry => Act::Retry,
        BuildAct::RetryJob { job } => Act::RetryJob(job),
        BuildAct::Play { job } => Act::Play(job),
        BuildAct::CancelJob { job } => Act::CancelJob(job),
        BuildAct::Cancel => Act::Cancel,
    };
    acted(builds, acting::act(builds, wanted.build, act).await?).await
}

/// Builds the head of a merge request, by its number here.
///
/// # Errors
/// As [`acting::build_again`].
pub async fn build(builds: &Builds, merge_request: i64) -> Result<BuildActed, Error> {
    acted(builds, acting::build_again(builds, merge_request).await?).await
}

/// Builds a fork's commit that a person approved.
///
/// # Errors
/// As [`acting::approve`].
pub async fn approve(builds: &Builds, approval: BuildApproval) -> Result<BuildActed, Error> {
    let BuildApproval { merge_request, sha, source_project, target_branch } = approval;
    let wanted = Approval { merge_request, sha, source_project, target_branch };
    acted(builds, acting::approve(builds, wanted).await?).await
}

async fn acted(builds: &Builds, done: Done) -> Result<BuildActed, Error> {
    Ok(match done {
        Done::Yes => BuildActed::Done,
        Done::No(reason) => BuildActed::No { reason: reason.into() },
        Done::Changed => BuildActed::Changed,
        Done::NeedsApproval(approval) => {
            let question = question::question(builds, approval.merge_request).await?;
            BuildActed::NeedsApproval { question: question.into() }
        }
    })
}

impl From<Question> for ApprovalQuestion {
    fn from(question: Question) -> Self {
        let Question { approval, snapshot, path, username, ci } = question;
        let Approval { merge_request, sha, source_project, target_branch } = approval;
        Self {
            approval: BuildApproval { merge_request, sha, source_project, target_branch },
            iid: snapshot.iid,
            path,
            author: snapshot.author,
            account: username,
            ci: ci.map(|ci| CiChanges { file: ci.file, included: ci.included }),
        }
    }
}

/// What came while nobody looked and was only shown.
///
/// # Errors
/// As [`review::rows`].
pub async fn asleep(builds: &Builds) -> Result<AsleepReview, Error> {
    let mut merge_requests = Vec::new();
    for row in review::rows(builds).await? {
        let reason = review::reason_besides(builds, &row).await?;
        merge_requests.push(AsleepMergeRequest { reason: reason.map(Into::into), ..slept_through(&row) });
    }
    Ok(AsleepReview { merge_requests })
}

fn slept_through(row: &Row) -> AsleepMergeRequest {
    let snapshot = &row.merge_request.snapshot;
    AsleepMergeRequest {
        id: row.merge_request.id,
        path: row.watched.watch.path.clone(),
        iid: snapshot.iid,
        title: snapshot.title.clone(),
        author: snapshot.author.clone(),
        is_of_fork: snapshot.is_of_fork(row.watched.watch.project_id),
        reason: None,
    }
}

/// Builds some of it, and puts the rest aside.
///
/// # Errors
/// As [`review::build`].
pub async fn answer_asleep(builds: &Builds, answer: AnswerAsleep) -> Result<(), Error> {
    review::build(builds, &answer.build).await?;
    review::dismiss(builds).await
}

/// The host of an instance's address, to be shown.
pub(super) fn host(instance: &str) -> String {
    Instance::parse(instance).map_or_else(|_| instance.to_owned(), |instance| instance.host())
}
