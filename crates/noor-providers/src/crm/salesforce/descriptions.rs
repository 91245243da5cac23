//! The fields of objects as they were asked for last: every six hours, or when they turn out wrong.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::fields::Fields;

/// How long they are taken for true.
const FRESH: TimeDelta = TimeDelta::hours(6);

/// The fields of objects, with the time they were read.
#[derive(Debug, Default)]
pub(super) struct Descriptions(Mutex<Objects>);

type Objects = HashMap<&'static str, (DateTime<Utc>, Arc<Fields>)>;

impl Descriptions {
    pub(super) fn get(&self, object: &str, now: DateTime<Utc>) -> Option<Arc<Fields>> {
        let objects = self.objects();
        let (read_at, fields) = objects.get(object)?;
        (*read_at + FRESH > now).then(|| Arc::clone(fields))
    }

    pub(super) fn keep(&self, object: &'static str, now: DateTime<Utc>, fields: Arc<Fields>) {
        self.objects().insert(object, (now, fields));
    }

    /// They turned out to be wrong.
    pub(super) fn forget(&self, object: &str) {
        self.objects().remove(object);
    }

    fn objects(&self) -> MutexGuard<'_, Objects> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::tests::fields;
    use super::*;

    #[test]
    fn they_are_true_for_six_hours() {
        let (descriptions, now) = (Descriptions::default(), DateTime::UNIX_EPOCH);
        descriptions.keep("Contact", now, Arc::new(fields()));
        assert!(descriptions.get("Contact", now + TimeDelta::hours(5)).is_some());
        assert!(descriptions.get("Contact", now + TimeDelta::hours(6)).is_none());
        descriptions.forget("Contact");
        assert!(descriptions.get("Contact", now).is_none());
    }
}
