//! Which period somebody wants to see. Days are the shop's.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use noor_store::figures::Period;

/// A period of one's own choice.
pub(super) const OWN: &str = "own";
/// What can be chosen, and its label.
pub(super) const CHOICES: [(&str, &str); 5] = [
    ("today", "board.period.today"),
    ("week", "board.period.week"),
    ("month", "board.period.month"),
    ("quarter", "board.period.quarter"),
    (OWN, "board.period.own"),
];
/// The longest period, in days.
const LONGEST: i64 = 366;

/// A period that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) choice: &'static str,
    /// Its days, both of them within.
    pub(super) from: NaiveDate,
    pub(super) last: NaiveDate,
    pub(super) period: Period,
}

impl Chosen {
    /// Reads an address: a week unless it says otherwise. `None` for what is no period: days that do
    /// not exist, an end before the beginning, more than a year, the future.
    pub(super) fn read(query: &[(String, String)], zone: Tz, now: DateTime<Utc>) -> Option<Self> {
        let value =
            |name: &str| query.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str());
        let wanted = value("period").unwrap_or("week");
        let (choice, _) = CHOICES.into_iter().find(|(choice, _)| *choice == wanted)?;
        let today = now.with_timezone(&zone).date_naive();
        let (from, last) = match choice {
            "today" => (today, today),
            "month" => (today.checked_sub_days(Days::new(29))?, today),
            "quarter" => (today.checked_sub_days(Days::new(89))?, today),
            OWN => {
                let day = |name| {
                    value(name)
                        .filter(|text| !text.is_empty())
                        .map_or(Some(today), |text| text.parse::<NaiveDate>().ok())
                };
                (day("from")?, day("to")?)
            }
            _ => (today.checked_sub_days(Days::new(6))?, today),
        };
        let length = (last - from).num_days();
        if !(0..LONGEST).contains(&length) || from > today {
            return None;
        }
        let begin = midnight(from, zone)?;
        // What has not happened yet is not compared with what had.
        let end = midnight(last.succ_opt()?, zone)?.min(now);
        Some(Self { choice, from, last, period: Period { from: begin, to: end.max(begin) } })
    }

    /// The same stretch, just before.
    pub(super) fn before(&self) -> Period {
        let length = TimeDelta::days((self.last - self.from).num_days() + 1);
        Period { from: self.period.from - length, to: self.period.to - length }
    }

    /// The address of the period.
    pub(super) fn query(&self) -> String {
        if self.choice == OWN {
            format!("period={OWN}&from={}&to={}", self.from, self.last)
        } else {
            format!("period={}", self.choice)
        }
    }
}

/// When a day begins there; a day that lacks its midnight begins an hour later.
fn midnight(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let begin = |hour| {
        let time = NaiveTime::from_hms_opt(hour, 0, 0)?;
        Some(zone.from_local_datetime(&day.and_time(time)).earliest()?.with_timezone(&Utc))
    };
    begin(0).or_else(|| begin(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(query: &[(&str, &str)]) -> Option<Chosen> {
        let query: Vec<_> =
            query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        // Half past midnight of the 20th in Dubai; in London it is still the 19th.
        let now = Utc.with_ymd_and_hms(2026, 3, 19, 20, 30, 0).unwrap();
        Chosen::read(&query, chrono_tz::Asia::Dubai, now)
    }

    #[test]
    fn a_day_begins_at_midnight_in_dubai() {
        let today = chosen(&[("period", "today")]).unwrap();
        assert_eq!(today.from.to_string(), "2026-03-20");
        assert_eq!(today.period.from.to_rfc3339(), "2026-03-19T20:00:00+00:00");
        assert_eq!(today.period.to.to_rfc3339(), "2026-03-19T20:30:00+00:00");
        // Half an hour of today is compared with half an hour of yesterday.
        assert_eq!(today.before().to.to_rfc3339(), "2026-03-18T20:30:00+00:00");
        assert_eq!(chosen(&[]).unwrap().from.to_string(), "2026-03-14");
    }

    #[test]
    fn both_days_of_ones_own_choice_are_within() {
        let own = [("period", "own"), ("from", "2026-03-01"), ("to", "2026-03-02")];
        let own = chosen(&own).unwrap();
        assert_eq!(own.period.from.to_rfc3339(), "2026-02-28T20:00:00+00:00");
        assert_eq!(own.period.to.to_rfc3339(), "2026-03-02T20:00:00+00:00");
        assert_eq!(own.before().to, own.period.from);
    }

    #[test]
    fn what_is_no_period_is_none() {
        for query in [
            [("period", "year"), ("from", ""), ("to", "")],
            [("period", "own"), ("from", "2026-02-30"), ("to", "")],
            [("period", "own"), ("from", "2026-03-05"), ("to", "2026-03-04")],
            [("period", "own"), ("from", "2024-03-05"), ("to", "2026-03-04")],
            [("period", "own"), ("from", "2026-04-01"), ("to", "2026-04-02")],
        ] {
            assert_eq!(chosen(&query), None, "{query:?}");
        }
    }
}
