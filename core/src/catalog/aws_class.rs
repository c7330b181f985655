//! The memory of Amazon's instance classes, which people know by name: `db.t4g.medium`.

/// The memory of an instance class in GiB; None for one that is not known here, such as those of older generations, whose
/// sizes are no round numbers.
///
/// It follows from the rule of the names: each size has twice the memory of the one below, a large one of a family t or m
/// 8 GiB and one of r 16. The list of all classes, with which this was not compared, is in the Amazon RDS User Guide,
/// "Hardware specifications for DB instance classes".
pub(super) fn memory_gib(name: &str) -> Option<f64> {
    let (family, size) = name.strip_prefix("db.")?.split_once('.')?;
    let mut letters = family.chars();
    let (letter, generation) = (letters.next()?, letters.next()?.to_digit(10)?);
    let large = match (letter, generation) {
        ('t', 2..) | ('m', 4..) => 8.0,
        ('r', 5..) => 16.0,
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
    Some(large * of_large)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_have_the_memory_that_their_names_say() {
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
            ("db.r4.large", None),
            ("db.m3.large", None),
            ("db.serverless", None),
            ("t4g.medium", None),
            ("db.r5.99999999999xlarge", None),
        ] {
            assert_eq!(memory_gib(class), expected, "{class}");
        }
    }
}
