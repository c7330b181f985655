//! The colors that a chart is drawn with.

use crate::Color;

/// Red, green and blue.
pub type Rgb = (u8, u8, u8);

/// A color for each role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme([Rgb; ROLES.len()]);

/// Every role with the page's custom property for it.
const ROLES: [(Color, &str); 12] = [
    (Color::Text, "--text"),
    (Color::Muted, "--muted"),
    (Color::Line, "--line-strong"),
    (Color::Surface, "--surface"),
    (Color::Accent, "--accent"),
    (Color::Fits, "--fits"),
    (Color::Tight, "--tight"),
    (Color::Over, "--over"),
    (Color::SecondCurve, "--curve-2"),
    (Color::ThirdCurve, "--curve-3"),
    (Color::EvenAlternative, "--curve-4"),
    (Color::OddAlternative, "--curve-5"),
];

impl Theme {
    /// The theme of which `property` gives the values of the custom properties; black where one is no color.
    ///
    /// ```
    /// use poolwise_chart::{Color, Theme};
    /// let theme = Theme::from_properties(|name| if name == "--accent" { "#1f56c8".into() } else { String::new() });
    /// assert_eq!(theme.color(Color::Accent), (0x1f, 0x56, 0xc8));
    /// assert_eq!(theme.color(Color::Text), (0, 0, 0));
    /// ```
    pub fn from_properties(property: impl Fn(&str) -> String) -> Self {
        Self(ROLES.map(|(_, name)| parse(&property(name)).unwrap_or_default()))
    }

    /// The custom property of each role, and its color here.
    pub fn properties(&self) -> impl Iterator<Item = (&'static str, Rgb)> {
        ROLES.iter().zip(self.0).map(|((_, name), color)| (*name, color))
    }

    /// The color of a role.
    #[must_use]
    pub fn color(&self, role: Color) -> Rgb {
        self.0[role as usize]
    }
}

/// `#rrggbb`, or `#rgb` as a minifier writes it.
fn parse(text: &str) -> Option<Rgb> {
    let digits = text.trim().strip_prefix('#')?;
    let width = match digits.len() {
        3 => 1,
        6 => 2,
        _ => return None,
    };
    let part = |index: usize| {
        let part = digits.get(index * width..(index + 1) * width)?;
        let value = u8::from_str_radix(part, 16).ok()?;
        Some(if width == 1 { value * 17 } else { value })
    };
    Some((part(0)?, part(1)?, part(2)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_colors_as_css_writes_them() {
        assert_eq!(parse(" #1f56c8"), Some((0x1f, 0x56, 0xc8)));
        assert_eq!(parse("#fa0"), Some((0xff, 0xaa, 0x00)));
        for text in ["", "red", "#12", "#é34", "#gggggg"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_role_is_at_its_own_place() {
        for (index, (role, _)) in ROLES.iter().enumerate() {
            assert_eq!(*role as usize, index);
        }
    }
}
