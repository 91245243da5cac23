//! How many threads a network computes with.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, thread};

/// Threads for each of so many networks: all physical cores together, as far as this process may use
/// them. Two threads of one core only wait for each other here.
pub(super) fn for_each(networks: usize) -> usize {
    let allowed = thread::available_parallelism().map_or(1, usize::from);
    let cores = physical_cores(Path::new("/sys/devices/system/cpu")).unwrap_or(allowed);
    (allowed.min(cores) / networks.max(1)).max(1)
}

/// Different cores in Linux's list of processors; `None` where there is no such list.
fn physical_cores(processors: &Path) -> Option<usize> {
    let mut cores = BTreeSet::new();
    for processor in fs::read_dir(processors).ok()?.flatten() {
        let read = |name: &str| fs::read_to_string(processor.path().join("topology").join(name));
        if let (Ok(package), Ok(core)) = (read("physical_package_id"), read("core_id")) {
            cores.insert((package, core));
        }
    }
    Some(cores.len()).filter(|count| *count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_of_one_core_count_once() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(physical_cores(folder.path()), None);
        for (number, (package, core)) in
            [("0", "0"), ("0", "1"), ("0", "0"), ("1", "0")].into_iter().enumerate()
        {
            let topology = folder.path().join(format!("cpu{number}/topology"));
            fs::create_dir_all(&topology).unwrap();
            fs::write(topology.join("physical_package_id"), package).unwrap();
            fs::write(topology.join("core_id"), core).unwrap();
        }
        assert_eq!(physical_cores(folder.path()), Some(3));
    }

    #[test]
    fn there_is_always_a_thread() {
        assert!(for_each(0) >= 1 && for_each(1000) == 1);
    }
}
