//! The colours of a chart, from the page's custom properties.

use plotters::style::RGBColor;

/// A colour.
pub type Colour = RGBColor;

/// What a chart is painted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Text.
    pub text: Colour,
    /// Text of less weight.
    pub muted: Colour,
    /// Axes.
    pub line: Colour,
    /// Behind everything.
    pub surface: Colour,
    /// The advised curve.
    pub accent: Colour,
    /// The zone of what is good.
    pub fits: Colour,
    /// The zone of what is tight.
    pub tight: Colour,
    /// The zone of what is too much.
    pub over: Colour,
    /// A second and a third curve.
    pub curves: [Colour; 2],
    /// The curves of alternatives, by turns.
    pub alternatives: [Colour; 2],
}

impl Theme {
    /// The theme of which `property` gives the custom properties' values; black where one is no colour.
    pub fn from_properties(property: impl Fn(&str) -> String) -> Self {
        let colour = |name| parse(&property(name)).unwrap_or(RGBColor(0, 0, 0));
        Self {
            text: colour("--text"),
            muted: colour("--muted"),
            line: colour("--line-strong"),
            surface: colour("--surface"),
            accent: colour("--accent"),
            fits: colour("--fits"),
            tight: colour("--tight"),
            over: colour("--over"),
            curves: [colour("--curve-2"), colour("--curve-3")],
            alternatives: [colour("--curve-4"), colour("--curve-5")],
        }
    }
}

impl Theme {
    /// The colour of an alternative. Their patterns tell them apart, not their colours.
    #[must_use]
    pub fn alternative(&self, index: usize) -> Colour {
        self.alternatives[index % self.alternatives.len()]
    }
}

/// `#rrggbb`, or `#rgb` as a minifier writes it.
fn parse(text: &str) -> Option<Colour> {
    let digits = text.trim().strip_prefix('#')?;
    let width = match digits.len() {
        3 => 1,
        6 => 2,
        _ => return None,
    };
    let part = |index: usize| {
        let part = digits.get(index * width..(index + 1) * width)?;
        u8::from_str_radix(&part.repeat(2 / width), 16).ok()
    };
    Some(RGBColor(part(0)?, part(1)?, part(2)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_css_writes_them() {
        assert_eq!(parse(" #1f56c8"), Some(RGBColor(0x1f, 0x56, 0xc8)));
        assert_eq!(parse("#fa0"), Some(RGBColor(0xff, 0xaa, 0x00)));
        for text in ["", "red", "#12", "#é34", "#gggggg"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
