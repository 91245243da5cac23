//! `noor quote verify`: whether a paper is a quotation of the shop's.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Subcommand;
use noor_core::quote::{Quote, Standing};
use noor_paper::VerificationCode;

use super::{migrate, progress};
use crate::app::verify_quotation::{Verdict, verify_code, verify_file};
use crate::cli::serve::Running;
use crate::config::Config;
use crate::setup::{self, Outside};

/// What to do with quotations.
#[derive(Debug, Subcommand)]
pub(super) enum QuoteCommand {
    /// Say whether a PDF is a quotation that was made out here, unchanged.
    Verify {
        /// The PDF.
        #[arg(required_unless_present = "code")]
        file: Option<PathBuf>,
        /// The code at the foot of a printed one, instead of a file.
        #[arg(long, conflicts_with = "file")]
        code: Option<VerificationCode>,
    },
}

pub(super) async fn run(command: QuoteCommand, config: Config) -> Result<ExitCode> {
    let QuoteCommand::Verify { file, code } = command;
    // Before servers are started for a file that is not there.
    let bytes = match &file {
        Some(file) => std::fs::read(file).with_context(|| format!("read {}", file.display()))?,
        None => Vec::new(),
    };
    crate::log::start(&config.log);
    let running = Running::servers(&config)?;
    migrate::run(&running.servers.database_url).await?;
    let context = setup::context(&config, &running.servers, Outside::default())?;
    let verdict = match code {
        Some(code) => verify_code(&context, code).await,
        None => verify_file(&context, &bytes).await,
    };
    let verdict = verdict?;
    running.stop()?;
    progress::print(&told(&verdict));
    Ok(match verdict {
        Verdict::Genuine { .. } => ExitCode::SUCCESS,
        // Nobody looked at pages where only a code was typed.
        Verdict::CodeOnly { .. } if file.is_none() => ExitCode::SUCCESS,
        Verdict::CodeOnly { .. }
        | Verdict::Altered { .. }
        | Verdict::Forged { .. }
        | Verdict::Unknown { .. }
        | Verdict::NoCode
        | Verdict::SeveralCodes { .. } => ExitCode::FAILURE,
    })
}

fn told(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Genuine { quote, same_file: true } => {
            format!("genuine: the very file that was sent\n{}", about(quote))
        }
        Verdict::Genuine { quote, same_file: false } => {
            format!("genuine: saved anew, and every page reads as it was sent\n{}", about(quote))
        }
        Verdict::Altered { quote, difference: (sent, given) } => format!(
            "ALTERED: its code is genuine, its pages are not\n  sent:  {sent}\n  here:  {given}\n{}",
            about(quote)
        ),
        Verdict::CodeOnly { quote } => {
            format!("the code is genuine; compare the figures with these\n{}", about(quote))
        }
        Verdict::Forged { code, quote } => {
            format!("FORGED: {code} is not the code of this quotation's figures\n{}", about(quote))
        }
        Verdict::Unknown { code } => {
            format!("UNKNOWN: no {}, revision {} was made out here", code.number, code.revision)
        }
        Verdict::NoCode => "NO CODE: this is no quotation of the shop's, or a scan of one; \
                            `--code` takes the code at its foot"
            .to_owned(),
        Verdict::SeveralCodes { codes } => {
            let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
            format!("CHANGED: pages of several papers are in it: {}", codes.join(", "))
        }
    }
}

/// What was offered to whom, and what became of it.
fn about(quote: &Quote) -> String {
    let recipient = &quote.draft.recipient;
    let mut lines = vec![format!(
        "  {} revision {}, made out {} for {}, {}",
        quote.number,
        quote.revision,
        quote.made_at.date_naive(),
        recipient.name,
        standing(quote)
    )];
    for variant in &quote.draft.variants {
        lines.extend(variant.lines.iter().map(|line| {
            let amount = line.total.amount;
            format!("  {} × {} at {}: {amount}", line.quantity, line.sku, line.price.unit.amount)
        }));
        let totals = &variant.totals;
        lines.push(format!(
            "  total with VAT: {} {}",
            totals.total.currency,
            totals.total.amount.round_dp(2)
        ));
    }
    lines.join("\n")
}

fn standing(quote: &Quote) -> String {
    match quote.standing {
        Standing::Open => format!("valid until {}", quote.valid_until.date_naive()),
        Standing::Accepted { at, .. } => format!("accepted {}", at.date_naive()),
        Standing::Revised { by } => format!("replaced by revision {by}"),
        Standing::Cancelled { at } => format!("taken back {}", at.date_naive()),
    }
}
