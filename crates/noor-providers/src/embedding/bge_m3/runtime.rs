//! The ONNX Runtime, a shared library that is opened while Noor runs.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;

use super::LoadError;

/// What was opened. The library itself allows one environment a process, so this is one of the few
/// things that cannot be in a context.
static OPENED: Mutex<Option<Environment>> = Mutex::new(None);

/// Opens the library, or gives what was opened before: a second path changes nothing.
pub(super) fn open(library: &Path) -> Result<Environment, LoadError> {
    let mut opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = opened.as_ref() {
        return Ok(environment.clone());
    }
    let unusable = |reason: String| LoadError::Library { path: library.to_owned(), reason };
    if !library.is_file() {
        return Err(unusable("there is no such file".to_owned()));
    }
    // The opener looks beside the program first if the path is not a whole one.
    let path = library.canonicalize().map_err(|error| unusable(error.to_string()))?;
    let builder = ort::init_from(path).map_err(|error| unusable(error.to_string()))?;
    let environment = builder
        .with_name("noor")
        .with_telemetry(false)
        .build()
        .map_err(|error| unusable(error.to_string()))?;
    environment.set_log_level(ort::logging::LogLevel::Error);
    *opened = Some(environment.clone());
    Ok(environment)
}
