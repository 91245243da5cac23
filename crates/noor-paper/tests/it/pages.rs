//! How many pages there are, and that they are always the same.

use noor_paper::render;

use crate::samples;

#[test]
fn a_quotation_takes_the_pages_it_needs() {
    let template = samples::template();
    for (paper, lines, pages) in [
        (samples::english(), 1, 1),
        (samples::english(), 3, 1),
        (samples::english(), 60, 6),
        (samples::arabic(), 1, 1),
        (samples::arabic(), 3, 1),
        (samples::arabic(), 60, 7),
    ] {
        let language = paper.voice.language;
        let pdf = render(&samples::with_lines(paper, lines), &template).unwrap();
        assert_eq!(pdf.pages, pages, "{lines} lines in {language}");
    }
    let options = samples::with_variants(samples::english(), ["Reception", "Without benches"]);
    assert_eq!(render(&options, &template).unwrap().pages, 2);
}

#[test]
fn the_same_quotation_is_the_same_file() {
    let first = render(&samples::arabic(), &samples::template()).unwrap();
    let template = samples::template();
    render(&samples::english(), &template).unwrap();
    let second = render(&samples::arabic(), &template).unwrap();
    assert_eq!(first.bytes, second.bytes);
    let mut later = samples::arabic();
    later.made_at += chrono::TimeDelta::hours(1);
    assert_ne!(render(&later, &template).unwrap().bytes, first.bytes);
}
