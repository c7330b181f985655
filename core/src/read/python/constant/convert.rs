//! Constants made of others: variables with a default, times, numbers of texts, and comparisons.

use super::{Constant, LocatedConstant, Origin};

pub(super) fn variable(
    name: LocatedConstant,
    origin: Origin,
    default: Option<LocatedConstant>,
) -> Option<LocatedConstant> {
    let Constant::Text(text) = name.value else { return None };
    let default = default.filter(|constant| constant.value != Constant::None).map(Box::new);
    Some(LocatedConstant { value: Constant::Variable { name: text, origin, default }, span: name.span })
}

/// `timedelta(hours=1)` in seconds.
pub(super) fn timedelta(named: &[(String, LocatedConstant)]) -> Option<LocatedConstant> {
    let unit_s = |name: &str| match name {
        "seconds" => Some(1),
        "minutes" => Some(60),
        "hours" => Some(3600),
        "days" => Some(86_400),
        _ => None,
    };
    let [(name, constant)] = named else { return None };
    let Constant::Int(count) = constant.value else { return None };
    let seconds = count.checked_mul(unit_s(name)?)?;
    Some(LocatedConstant { value: Constant::Int(seconds), span: constant.span.clone() })
}

/// Converts a constant, or the default of a variable.
pub(super) fn convert(constant: LocatedConstant, to: fn(Constant) -> Option<Constant>) -> Option<LocatedConstant> {
    let value = match constant.value {
        Constant::Variable { name, origin, default: Some(default) } => {
            let default = LocatedConstant { value: to(default.value)?, span: default.span };
            Constant::Variable { name, origin, default: Some(Box::new(default)) }
        }
        Constant::Variable { .. } => constant.value,
        value => to(value)?,
    };
    Some(LocatedConstant { value, ..constant })
}

pub(super) fn compare(left: LocatedConstant, is_same: impl Fn(&str) -> bool) -> Option<LocatedConstant> {
    let Constant::Variable { name, origin, default } = left.value else { return None };
    let default = default.and_then(|constant| match &constant.value {
        Constant::Text(text) => {
            Some(Box::new(LocatedConstant { value: Constant::Bool(is_same(text)), span: constant.span }))
        }
        _ => None,
    });
    Some(LocatedConstant { value: Constant::Variable { name, origin, default }, span: left.span })
}

pub(super) fn same_text(constant: &LocatedConstant, text: &str) -> bool {
    matches!(&constant.value, Constant::Text(other) if other.eq_ignore_ascii_case(text))
}
