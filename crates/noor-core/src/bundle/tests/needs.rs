use super::*;
use crate::language::Language;
use crate::normalise::is_arabic;
use crate::understanding::Headcount;

/// A role and how many.
type People = (&'static str, u32);

fn headcounts(people: &[(&str, u32)]) -> Vec<Headcount> {
    people
        .iter()
        .map(|(role, people)| Headcount { role: (*role).to_owned(), people: *people })
        .collect()
}

/// Needs as `role.what quantity`, those only offered with a `+`.
fn needs(people: &[(&str, u32)]) -> Vec<String> {
    let text = |need: &Need| {
        let offered = if need.essential { "" } else { "+" };
        let (role, what) = (need.role.as_deref().unwrap(), need.what.as_deref().unwrap());
        format!("{offered}{role}.{what} {}", need.quantity)
    };
    bundles().needs(&headcounts(people)).iter().map(text).collect()
}

#[test]
fn people_need_what_their_role_works_with() {
    let cases: [(&[People], &[&str]); 9] = [
        (&[], &[]),
        (&[("staff", 0)], &[]),
        (&[("astronaut", 3)], &[]),
        (&[("staff", 6)], &["staff.desk 6", "staff.chair 6", "+staff.pedestal 6"]),
        (
            &[("manager", 2)],
            &[
                "manager.desk 2",
                "manager.chair 2",
                "+manager.visitor chair 4",
                "+manager.cabinet 2",
            ],
        ),
        (&[("visitor", 5)], &["visitor.chair 5"]),
        // One coffee table for four seats, begun ones too.
        (&[("lounge", 9)], &["lounge.sofa 9", "+lounge.coffee table 3"]),
        // A role that is named twice adds up; a second room is a room of its own.
        (
            &[("reception", 1), ("visitor", 2), ("reception", 1)],
            &["reception.desk 2", "reception.chair 2", "visitor.chair 2"],
        ),
        (
            &[("meeting", 8), ("meeting", 4)],
            &["meeting.table 8", "meeting.chair 8", "meeting.table 4", "meeting.chair 4"],
        ),
    ];
    for (people, expected) in cases {
        assert_eq!(needs(people), expected, "{people:?}");
    }
}

#[test]
fn absurd_numbers_of_people_stay_numbers() {
    let many = needs(&[("manager", u32::MAX), ("manager", 7)]);
    assert!(many.contains(&format!("+manager.visitor chair {}", u32::MAX)), "{many:?}");
}

#[test]
fn a_need_searches_for_its_own_kind_and_counts_in_its_own_way() {
    let needs = bundles().needs(&headcounts(&[("staff", 3), ("meeting", 8)]));
    let [desk, chair, _, table, seat] = needs.as_slice() else { panic!("{needs:?}") };
    assert_eq!(desk.wish.families, ["desk", "workstation"]);
    let shared = vec!["workstation".to_owned()];
    assert_eq!(desk.count, Count::People { otherwise: 1, seat_mm: None, shared });
    assert_eq!((desk.wish.people, desk.wish.pieces), (None, None));
    assert_eq!((chair.count.clone(), chair.wish.pieces), (Count::Pieces, Some(3)));
    assert!(chair.wish.subtypes.iter().all(|kind| !chair.wish.subtypes_not.contains(kind)));
    let shared = vec!["table".to_owned()];
    assert_eq!(table.count, Count::People { otherwise: 8, seat_mm: Some(600), shared });
    assert_eq!(table.wish.people, Some(8));
    assert_eq!((seat.quantity, seat.wish.people), (8, None));
}

#[test]
fn a_thing_that_is_named_with_a_number_is_a_need_of_its_own() {
    let wish = |families: &[&str], pieces| Wish {
        families: families.iter().map(|it| (*it).to_owned()).collect(),
        colours: vec!["grey".to_owned()],
        pieces,
        ..Wish::default()
    };
    let need = Need::of(wish(&["chair"], Some(6))).unwrap();
    assert_eq!((need.quantity, need.count, need.essential), (6, Count::Pieces, true));
    assert_eq!(need.wish.colours, ["grey"]);
    for nothing in [wish(&["chair"], None), wish(&["chair"], Some(0)), wish(&[], Some(6))] {
        assert_eq!(Need::of(nothing), None);
    }
    let shared = Need::of(Wish { people: Some(8), ..wish(&["table"], None) }).unwrap();
    assert_eq!((shared.quantity, shared.wish.people), (1, Some(8)), "one table for all of them");
}

#[test]
fn every_role_has_a_name_in_both_languages_and_needs_something() {
    let bundles = bundles();
    let roles: Vec<&str> = bundles.roles().collect();
    assert_eq!(roles, ["lounge", "manager", "meeting", "reception", "staff", "visitor"]);
    for role in roles {
        for plural in [false, true] {
            let name = |language| bundles.role_name(role, language, plural).unwrap();
            assert!(name(Language::Arabic).chars().any(is_arabic), "{role}");
            assert!(name(Language::English).is_ascii(), "{role}");
        }
        let needs = bundles.needs(&headcounts(&[(role, 1)]));
        assert!(needs.iter().any(|need| need.essential && need.quantity == 1), "{role}");
    }
    assert_eq!(bundles.role_name("astronaut", Language::English, false), None);
}

#[test]
fn mistakes_in_the_file_are_named() {
    let file = |need: &str| {
        let text = format!(
            "[roles.staff]\nen = [\"a\", \"b\"]\nar = [\"a\", \"b\"]\n\
             [[roles.staff.needs]]\nwhat = \"desk\"\ncount = \"pieces\"\n{need}\n"
        );
        Bundles::from_toml(&text)
    };
    let unknown = |need: &str| file(need).unwrap().check(&lexicon()).err().map(|it| it.to_string());
    assert_eq!(bundles().check(&lexicon()), Ok(()));
    assert_eq!(unknown("families = [\"desk\"]\nkinds = [\"executive\"]"), None);
    for (need, word) in [
        ("families = [\"spaceship\"]", "spaceship"),
        ("families = [\"desk\"]\nshared = [\"spaceship\"]", "spaceship"),
        ("families = [\"desk\"]\nkinds = [\"flying\"]", "flying"),
        ("families = [\"desk\"]\nkinds_not = [\"bar_stool\"]", "bar_stool"),
    ] {
        let expected = format!("`{word}` of staff.desk is not in lexicon.toml");
        assert_eq!(unknown(need), Some(expected), "{need}");
    }
    for unreadable in
        ["families = 3", "families = [\"desk\"]\npeople = 0", "families = []\nhue = 1"]
    {
        assert!(file(unreadable).is_err(), "{unreadable}");
    }
}
