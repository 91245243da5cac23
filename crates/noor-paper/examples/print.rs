//! Prints sample quotations into a folder, to be looked at: `cargo run -p noor-paper --example print -- DIR`.

use std::path::PathBuf;
use std::time::Instant;

#[path = "../tests/it/samples.rs"]
#[expect(clippy::unwrap_used, reason = "samples are whole, and tests are where they belong")]
mod samples;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    let start = Instant::now();
    let template = samples::template();
    eprintln!("template: {} ms", start.elapsed().as_millis());
    let papers = [
        ("en-3", samples::english()),
        ("ar-3", samples::arabic()),
        ("en-1", samples::with_lines(samples::english(), 1)),
        ("en-60", samples::with_lines(samples::english(), 60)),
        ("ar-60", samples::with_lines(samples::arabic(), 60)),
        (
            "en-variants",
            samples::with_variants(samples::english(), ["Reception", "Without benches"]),
        ),
        ("ar-variants", samples::with_variants(samples::arabic(), ["الاستقبال", "بدون مقاعد"])),
        ("en-odd", samples::odd()),
        ("en-3-again", samples::english()),
    ];
    for (name, paper) in papers {
        let start = Instant::now();
        let pdf = noor_paper::render(&paper, &template)?;
        let took = start.elapsed().as_millis();
        eprintln!("{name}: {took} ms, {} pages, {} KiB", pdf.pages, pdf.bytes.len() / 1024);
        let text = noor_paper::page_texts(&pdf.bytes).join("\n\n");
        std::fs::write(folder.join(format!("{name}.txt")), text + "\n")?;
        std::fs::write(folder.join(format!("{name}.pdf")), pdf.bytes)?;
    }
    Ok(())
}
