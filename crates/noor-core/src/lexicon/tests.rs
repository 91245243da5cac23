use super::*;
use crate::product::SizeMm;
use crate::understanding::Wish;

pub(crate) fn lexicon() -> Lexicon {
    Lexicon::from_toml(include_str!("../../../../content/lexicon.toml")).unwrap()
}

fn family(name: &str, description: &str, categories: &[&str]) -> Option<String> {
    let categories: Vec<String> = categories.iter().map(|&category| category.to_owned()).collect();
    lexicon().family_of(name, description, &categories).map(|(family, _)| family)
}

#[test]
fn a_row_belongs_to_the_family_its_head_names() {
    let rows: [(&str, &str, &str); 52] = [
        ("Orin Task Chair KX 210 Black", "", "chair"),
        ("", "Bar table, in/outdoor, 51x51 cm, black", "table"),
        ("", "Bar table and 4 bar stools, black", "table"),
        ("", "Table and 4 chairs", "table"),
        ("", "Table+4 chairs w armrests, outdoor", "table"),
        ("", "Cover for 3-seat sofa", "part"),
        ("", "Cover three-seat sofa", "part"),
        ("", "Chair cushion, outdoor", "part"),
        ("", "Chair pad", "part"),
        ("", "Armchair cover", "part"),
        ("", "Legs for armchair/sofas", "part"),
        ("", "Pair of armrests", "part"),
        ("", "Underframe for table top", "part"),
        ("", "Table top", "part"),
        ("", "Drawer front, white", "part"),
        ("", "Knob", "part"),
        ("", "Swivel chair", "chair"),
        ("", "Children's desk chair", "chair"),
        ("", "Bar stool with backrest", "chair"),
        ("", "Armchair", "chair"),
        ("", "Sofa-bed", "sofa"),
        ("", "Corner sofa-bed with storage", "sofa"),
        ("", "3-seat sofa with chaise longue", "sofa"),
        ("", "Bed frame with storage", "bed"),
        ("", "Bookcase with glass doors", "shelf"),
        ("", "Shelving unit", "shelf"),
        ("", "Glass-door cabinet", "cabinet"),
        ("", "Chest of 6 drawers", "drawers"),
        ("", "Drawer unit on castors", "pedestal"),
        ("", "TV bench", "tv_unit"),
        ("", "Wardrobe with sliding doors", "wardrobe"),
        ("", "Desk sit/stand", "desk"),
        ("", "Corner desk right", "desk"),
        ("", "Conference table", "table"),
        ("", "Trolley", "trolley"),
        ("", "Screen for desk", "divider"),
        ("Acoustic phone booth", "", "pod"),
        ("Desk lamp Lumo", "", "lamp"),
        ("Monitor arm, single", "", "accessory"),
        ("Four-person workstation cluster", "", "workstation"),
        ("Mobile pedestal 3 drawers", "", "pedestal"),
        ("Reception desk Nura", "", "desk"),
        ("L-shaped executive desk", "", "desk"),
        ("Filing cabinet", "", "cabinet"),
        ("Metal locker 6 doors", "", "cabinet"),
        ("Whiteboard 120 x 90 cm", "", "accessory"),
        ("كرسي تنفيذي أسود", "", "chair"),
        ("كرسي مكتب شبكي", "", "chair"),
        ("مكتب تنفيذي مع كرسي", "", "desk"),
        ("طاولة اجتماعات", "", "table"),
        ("خزانة ملفات معدنية", "", "cabinet"),
        ("مكتبة كتب خشبية", "", "shelf"),
    ];
    for (name, description, expected) in rows {
        assert_eq!(
            family(name, description, &[]).as_deref(),
            Some(expected),
            "{name}{description}"
        );
    }
}

#[test]
fn categories_speak_only_where_nothing_else_does() {
    assert_eq!(family("NOVA", "", &["Furniture", "Office chairs"]).as_deref(), Some("chair"));
    assert_eq!(family("NOVA", "Cover for chair", &["Chairs"]).as_deref(), Some("part"));
    assert_eq!(family("NOVA", "blue", &["Something else"]), None);
}

#[test]
fn kinds_come_with_the_family() {
    let lexicon = lexicon();
    for (name, family, kind) in [
        ("Orin Task Chair KX 210", "chair", "task"),
        ("Executive chair, leather", "chair", "executive"),
        ("Executive desk 180 cm", "desk", "executive"),
        ("Meeting table for 8", "table", "meeting"),
        ("Armchair", "chair", "armchair"),
        ("كرسي تنفيذي", "chair", "executive"),
        ("Height-adjustable desk", "desk", "height_adjustable"),
    ] {
        let found = lexicon.family_of(name, "", &[]);
        assert_eq!(found, Some((family.to_owned(), Some(kind.to_owned()))), "{name}");
    }
}

#[test]
fn colours_and_materials_are_named_in_both_languages() {
    let lexicon = lexicon();
    for (text, colours) in [
        ("black/white", vec!["black", "white"]),
        ("dark grey", vec!["grey"]),
        ("كرسي أسود", vec!["black"]),
        ("كنبة سوداء", vec!["black"]),
        ("طاولة بيضا", vec!["white"]),
        ("كنب رمادي أو بيج", vec!["grey", "beige"]),
        ("kursi aswad", vec!["black"]),
        ("بنية غامقة", vec!["brown"]),
        ("wooden", vec![]),
    ] {
        assert_eq!(lexicon.colours_in(text), colours, "{text}");
    }
    for (text, materials) in [
        ("mesh back, fabric seat", vec!["mesh", "fabric"]),
        ("كرسي جلد", vec!["leather"]),
        ("خشب وزجاج", vec!["wood", "glass"]),
        ("khashab", vec!["wood"]),
    ] {
        assert_eq!(lexicon.materials_in(text), materials, "{text}");
    }
}

#[test]
fn every_key_has_a_name_in_both_languages() {
    let lexicon = lexicon();
    for family in lexicon.families() {
        for plural in [false, true] {
            let name = lexicon.family_name(family, Language::Arabic, plural).unwrap();
            assert!(name.chars().any(crate::normalise::is_arabic), "{family}: {name}");
            assert!(lexicon.family_name(family, Language::English, plural).unwrap().is_ascii());
        }
    }
    assert_eq!(lexicon.family_name("spaceship", Language::English, false), None);
    assert_eq!(lexicon.colour_name("black", Language::Arabic), Some("أسود"));
    assert_eq!(lexicon.kind_name("chair", "executive", Language::English), Some("executive"));
}

#[test]
fn mistakes_in_the_file_are_named() {
    let base = "[families]\n[colours]\n[materials]\n[terms]\n";
    let number = format!("{base}[currencies]\n[numbers.many]\nen = [\"many\"]\n");
    assert!(
        matches!(Lexicon::from_toml(&number), Err(LexiconError::NotANumber(key)) if key == "many")
    );
    let currency = format!("{base}[numbers]\n[currencies.dirham]\nen = [\"dirham\"]\n");
    assert!(matches!(Lexicon::from_toml(&currency), Err(LexiconError::NotACurrency(_))));
    assert!(matches!(Lexicon::from_toml("families = 3"), Err(LexiconError::Unreadable(_))));
}

#[test]
fn a_row_that_says_its_family_in_its_own_words_is_placed() {
    let lexicon = lexicon();
    for (family, kind, name, expected) in [
        ("chair", Some("task"), "Orin KX 210", ("chair", Some("task"))),
        ("Chairs", Some("Visitor"), "Orin KX 310", ("chair", Some("visitor"))),
        ("locker", None, "Guard 6 doors", ("cabinet", Some("locker"))),
        ("Meeting tables", None, "Boat 240", ("table", Some("meeting"))),
        ("sofa", None, "Lobby sofa 3 seater grey", ("sofa", Some("three_seat"))),
        ("desk", Some("standing"), "Lift 140", ("desk", Some("height_adjustable"))),
        ("desk", Some("Height adjustable"), "Lift 160", ("desk", Some("height_adjustable"))),
        ("reception", None, "Front counter 180 cm", ("desk", Some("reception"))),
        ("executive", None, "Regent chair", ("chair", Some("executive"))),
        ("desk", Some("staff"), "Tria 120", ("desk", Some("staff"))),
        ("planter", None, "Desk planter", ("planter", None)),
    ] {
        let (found, of) = lexicon.placed(family, kind, name, "");
        assert_eq!((found.as_str(), of.as_deref()), expected, "{family} {name}");
    }
}

#[test]
fn a_row_has_what_its_words_and_its_category_say() {
    let lexicon = lexicon();
    for (text, category, expected) in [
        ("Office chair with armrests and castors", "Chairs", &["armrests", "wheels"][..]),
        ("Table, 60x60 cm", "Outdoor furniture", &["outdoor"]),
        ("Children's desk chair", "Chairs", &["children"]),
        ("Bookcase with glass-doors", "Bookcases", &["glass_doors"]),
        ("Stacking chair, no arms", "Chairs", &[]),
        ("Round meeting table", "Tables", &["round"]),
        ("Straight desk", "Desks", &[]),
    ] {
        let mut found = lexicon.features_of_row(text, &[category.to_owned()]);
        found.sort();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn a_set_says_what_it_includes_and_a_part_is_nothing_included() {
    let lexicon = lexicon();
    for (family, text, expected) in [
        ("table", "Table and 4 chairs", &["+chair", "+chair:4"][..]),
        ("table", "Table+4 chairs, outdoor", &["+chair", "+chair:4"]),
        ("desk", "Desk with chair", &["+chair"]),
        ("tv_unit", "TV bench with drawers", &[]),
        ("chair", "Chair for the desk", &[]),
    ] {
        assert_eq!(lexicon.included(family, text), expected, "{text}");
    }
}

#[test]
fn what_somebody_wants_to_do_names_what_serves() {
    let lexicon = lexicon();
    for text in ["my back hurts", "ظهري يعورني", "thahri y3awerni"] {
        let needed = lexicon.needed(text);
        let first = needed.first().unwrap_or_else(|| panic!("{text}"));
        assert_eq!(first.families, ["chair"], "{text}");
        assert!(first.subtypes.contains(&"mesh".to_owned()), "{text}: with all that is one");
    }
    for (text, family) in [
        ("a quiet place for phone calls", "pod"),
        ("تقليل الصدى", "accessory"),
        ("abi afsil el muwazafeen", "divider"),
        ("papers safe from fire", "safe"),
        ("نأثث المكتب", "workstation"),
    ] {
        let needed = lexicon.needed(text);
        let first = needed.first().unwrap_or_else(|| panic!("{text}"));
        assert_eq!(first.families, [family], "{text}");
    }
    assert_eq!(lexicon.needed("4 white desks"), []);
}

#[test]
fn a_need_for_what_there_is_not_is_told() {
    let content = include_str!("../../../../content/lexicon.toml");
    for (named, word) in [
        ("things = [\"chair.throne\"]", "chair.throne"),
        ("things = [\"spaceship\"]", "spaceship"),
        ("things = [\"chair\"]\nfeatures = [\"wings\"]", "wings"),
    ] {
        let wrong = format!("{content}\n[needs.rule]\nen = [\"to rule\"]\n{named}\n");
        let error = Lexicon::from_toml(&wrong).unwrap_err().to_string();
        assert!(error.contains("[needs.rule]") && error.contains(word), "{error}");
    }
}

#[test]
fn a_sofa_for_three_is_one_for_three_or_more() {
    let wish = |people| Wish {
        families: vec!["sofa".to_owned()],
        people: Some(people),
        ..Wish::default()
    };
    let kinds = |people| lexicon().seated(wish(people)).subtypes;
    assert_eq!(kinds(3), ["three_seat", "four_seat", "corner"]);
    assert_eq!(kinds(2).first().map(String::as_str), Some("two_seat"));
    assert!(kinds(40).is_empty(), "no kind says so many");
}

#[test]
fn a_bed_is_of_the_kind_that_its_width_makes_it() {
    let lexicon = lexicon();
    let outer = |width| SizeMm { width, ..SizeMm::default() };
    for (text, width, expected) in [
        ("Bed frame, high, 160x200 cm, white", Some(1760), Some("queen")),
        ("Divan bed, 180x200 cm", None, Some("king")),
        ("Bed frame, 200x90 cm", None, Some("single")),
        ("Bed frame, white", Some(1510), Some("double")),
        ("Bed frame, white", None, None),
    ] {
        let kind = lexicon.kind_by_lying("bed", text, outer(width));
        assert_eq!(kind.as_deref(), expected, "{text}");
    }
    assert_eq!(lexicon.kind_by_lying("desk", "Desk, 160x80 cm", outer(None)), None);
}
