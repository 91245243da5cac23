//! What a shop is told of a mistake in its template.

use noor_paper::{PaperError, Template};

use crate::samples;

/// What is said of the built-in documents with one file changed.
fn told(file: &str, change: impl FnOnce(String) -> String) -> String {
    let mut documents = samples::documents();
    let text = String::from_utf8(documents.remove(file).unwrap()).unwrap();
    documents.insert(file.to_owned(), change(text).into_bytes());
    let problem = Template::read(&documents).and_then(|template| template.proof()).unwrap_err();
    let source = std::error::Error::source(&problem).map(ToString::to_string);
    format!("{problem} {}", source.unwrap_or_default())
}

fn after_last_line(text: &str, line: &str) -> (usize, String) {
    (text.lines().count() + 1, format!("{text}{line}\n"))
}

#[test]
fn the_built_in_template_is_whole() {
    samples::template().proof().unwrap();
}

#[test]
fn a_mistake_in_a_template_has_its_line() {
    let cases = [
        ("#let x = (", "unclosed delimiter"),
        ("#words.nothing", "dictionary does not contain key \"nothing\""),
        ("#read(\"/etc/passwd\")", "file not found"),
        ("#read(\"../../shop.toml\")", "escape"),
        ("#import \"@preview/cetz:0.3.0\"", "not found"),
        ("#image(\"letterhead.png\")", "file not found"),
        ("#datetime.today()", "unable to get the current date"),
        ("#{ let n = 0; while n >= 0 { n += 1 } }", "infinite"),
    ];
    for (line, message) in cases {
        let mut place = 0;
        let told = told("quotation.typ", |text| {
            let (line, text) = after_last_line(&text, line);
            place = line;
            text
        });
        assert!(told.starts_with(&format!("quotation.typ:{place}:")), "{line}: {told}");
        assert!(told.contains(message), "{line}: {told}");
    }
}

#[test]
fn a_mistake_in_an_imported_file_is_told_of_that_file() {
    let mut documents = samples::documents();
    documents.insert("parts/frame.typ".to_owned(), b"#let frame = 1\n#panic(\"no\")\n".to_vec());
    let main = documents.get_mut("quotation.typ").unwrap();
    main.splice(0..0, b"#import \"parts/frame.typ\": frame\n".iter().copied());
    let problem = Template::read(&documents).unwrap().proof().unwrap_err();
    let PaperError::Template { place, .. } = &problem else { unreachable!("{problem}") };
    assert_eq!((place.file.as_str(), place.line.map(|it| it.0)), ("parts/frame.typ", Some(2)));
}

#[test]
fn a_mistake_in_the_words_has_its_line() {
    let told_of = |file, change: fn(String) -> String| told(file, change);
    let unknown = told_of("quotation.en.toml", |text| text.replace("percent =", "procent ="));
    assert!(unknown.contains("quotation.en.toml") && unknown.contains("procent"), "{unknown}");
    let months = told_of("quotation.ar.toml", |text| text.replace("\"يناير\",", ""));
    assert!(months.contains("quotation.ar.toml") && months.contains("months"), "{months}");
    let label = told_of("quotation.ar.toml", |text| text.replace("subtotal =", "sum ="));
    assert!(label.contains("quotation.ar.toml") && label.contains("`subtotal`"), "{label}");
}

#[test]
fn missing_and_unreadable_files_are_named() {
    for file in ["quotation.typ", "quotation.en.toml", "quotation.ar.toml"] {
        let mut documents = samples::documents();
        documents.remove(file).unwrap();
        let problem = Template::read(&documents).unwrap_err();
        assert_eq!(problem.to_string(), format!("{file} is missing"));
        documents.insert(file.to_owned(), vec![0xff, 0xfe]);
        let problem = Template::read(&documents).unwrap_err();
        assert_eq!(problem.to_string(), format!("{file} is not UTF-8 text"));
    }
    let mut documents = samples::documents();
    documents.insert("fonts/broken.ttf".to_owned(), b"no font".to_vec());
    let problem = Template::read(&documents).unwrap_err().to_string();
    assert!(problem.starts_with("fonts/broken.ttf"), "{problem}");
    documents.retain(|name, _| !name.starts_with("fonts/"));
    assert!(matches!(Template::read(&documents), Err(PaperError::NoFont)));
}
