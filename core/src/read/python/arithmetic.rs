//! Python's numbers, and what its signs make of them.

use super::constant::{Constant, LocatedConstant};

/// A number as Python writes it: `1_000`, `0x14`, `2e1`. A sign in front is a minus of its own, but not between quotes.
pub(super) fn number(text: &str) -> Option<Constant> {
    let plain: String = text.chars().filter(|&c| c != '_').collect();
    let of_radix = |prefixes: [&str; 2], radix| {
        let digits = prefixes.iter().find_map(|prefix| plain.strip_prefix(prefix))?;
        i64::from_str_radix(digits, radix).ok().map(Constant::Int)
    };
    let of_any_radix =
        of_radix(["0x", "0X"], 16).or_else(|| of_radix(["0o", "0O"], 8)).or_else(|| of_radix(["0b", "0B"], 2));
    if of_any_radix.is_some() {
        return of_any_radix;
    }
    if plain.trim_start_matches(['-', '+']).chars().all(|c| c.is_ascii_digit()) {
        return plain.parse().ok().map(Constant::Int);
    }
    let is_float = plain.chars().all(|c| c.is_ascii_digit() || ".eE+-".contains(c));
    plain.parse().ok().filter(|x: &f64| is_float && x.is_finite()).map(Constant::Float)
}

/// What a sign between two constants makes of them.
pub(super) fn arithmetic(left: &LocatedConstant, sign: &str, right: &LocatedConstant) -> Option<LocatedConstant> {
    let span = left.span.start.min(right.span.start)..left.span.end.max(right.span.end);
    let value = match (&left.value, &right.value) {
        (Constant::Int(a), Constant::Int(b)) if sign != "/" => Constant::Int(match sign {
            "+" => a.checked_add(*b)?,
            "-" => a.checked_sub(*b)?,
            "*" => a.checked_mul(*b)?,
            "//" => floor_div(*a, *b)?,
            "%" => a.checked_sub(floor_div(*a, *b)?.checked_mul(*b)?)?,
            "**" => a.checked_pow(u32::try_from(*b).ok()?)?,
            _ => return None,
        }),
        (a, b) => {
            let (a, b) = (as_float(a)?, as_float(b)?);
            Constant::Float(match sign {
                "+" => a + b,
                "-" => a - b,
                "*" => a * b,
                "/" => a / b,
                _ => return None,
            })
        }
    };
    let finite = !matches!(value, Constant::Float(x) if !x.is_finite());
    finite.then_some(LocatedConstant { value, span })
}

fn floor_div(a: i64, b: i64) -> Option<i64> {
    let quotient = a.checked_div(b)?;
    let is_below = a % b != 0 && (a < 0) != (b < 0);
    Some(quotient - i64::from(is_below))
}

fn as_float(value: &Constant) -> Option<f64> {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "settings are far below 2^53")]
        Constant::Int(n) => Some(*n as f64),
        Constant::Float(x) => Some(*x),
        _ => None,
    }
}

/// `int(…)`.
pub(super) fn to_int(value: Constant) -> Option<Constant> {
    match value {
        Constant::Int(_) => Some(value),
        #[expect(clippy::cast_possible_truncation, reason = "beyond i64 no field takes it, saturated or not")]
        Constant::Float(x) => Some(Constant::Int(libm::trunc(x) as i64)),
        Constant::Text(text) => match number(text.trim())? {
            int @ Constant::Int(_) => Some(int),
            _ => None,
        },
        _ => None,
    }
}

/// `float(…)`.
pub(super) fn to_float(value: Constant) -> Option<Constant> {
    match value {
        Constant::Int(_) | Constant::Float(_) => Some(value),
        Constant::Text(text) => number(text.trim()),
        _ => None,
    }
}
