//! The pages, in a real browser, with `noor demo` as a process behind them.

mod browser;
mod demo;
mod panel;
