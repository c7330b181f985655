//! The memory of Amazon's instance classes, which people know by name: `db.t4g.medium`.

/// The memory of an instance class in GiB; None for a family that is not known here.
///
/// Source: Amazon RDS User Guide, "Hardware specifications for DB instance classes", read on 2026-11-27: each size of a
/// family has twice the memory of the one below, and the families of a letter have the same.
pub(super) fn memory_gib(name: &str) -> Option<f64> {
    let (family, size) = name.strip_prefix("db.")?.split_once('.')?;
    let letter = family.chars().next()?;
    let is_generation = family[letter.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
    let large = match letter {
        't' | 'm' => 8.0,
        'r' => 16.0,
        _ => return None,
    };
    let of_large = match size {
        "micro" if letter == 't' => 0.125,
        "small" if letter == 't' => 0.25,
        "medium" if letter == 't' => 0.5,
        "large" => 1.0,
        "xlarge" => 2.0,
        _ => 2.0 * size.strip_suffix("xlarge")?.parse::<u32>().ok().filter(|n| (2..=48).contains(n)).map(f64::from)?,
    };
    is_generation.then_some(large * of_large)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_have_the_memory_of_the_guide() {
        for (class, expected) in [
            ("db.t4g.micro", Some(1.0)),
            ("db.t4g.medium", Some(4.0)),
            ("db.t3.2xlarge", Some(32.0)),
            ("db.m6g.large", Some(8.0)),
            ("db.m5.24xlarge", Some(384.0)),
            ("db.r6i.large", Some(16.0)),
            ("db.r5.12xlarge", Some(384.0)),
            ("db.m6g.medium", None),
            ("db.x2g.large", None),
            ("db.serverless", None),
            ("t4g.medium", None),
            ("db.r5.99999999999xlarge", None),
        ] {
            assert_eq!(memory_gib(class), expected, "{class}");
        }
    }
}
