//! What runs in a worker: the dispatcher, which hears the bell, the sweeper, which does not need
//! it, and what happens now and then.

mod alerts;
pub mod catalogue;
mod dispatcher;
mod effects;
mod forgetting;
mod pictures;
mod precedence;
mod sweeper;

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::app::effects::Kind;
use crate::context::Context;

/// How many rings may wait.
const HEARD: usize = 10_000;

/// Starts a worker; it takes no new work after `stop`, and what is under way runs on in
/// [`Context::tasks`].
pub fn start(context: &Arc<Context>, stop: &CancellationToken) {
    let (heard, rings) = mpsc::channel(HEARD);
    context.tasks.spawn(dispatcher::dispatch(Arc::clone(context), rings, stop.clone()));
    context.tasks.spawn(dispatcher::listen(Arc::clone(context), heard.clone(), stop.clone()));
    context.tasks.spawn(sweeper::send_due(Arc::clone(context), stop.clone()));
    for kinds in [&Kind::ORDERS[..], &Kind::CRM[..]] {
        context.tasks.spawn(effects::do_for_ever(Arc::clone(context), kinds, stop.clone()));
    }
    if context.desk.is_some() {
        context.tasks.spawn(alerts::tell_for_ever(Arc::clone(context), stop.clone()));
        context.tasks.spawn(alerts::register_for_ever(Arc::clone(context), stop.clone()));
    }
    context.tasks.spawn(forgetting::forget_for_ever(Arc::clone(context), stop.clone()));
    context.tasks.spawn(pictures::prepare_for_ever(Arc::clone(context), stop.clone()));
    context.tasks.spawn(sweeper::sweep(Arc::clone(context), heard, stop.clone()));
}
