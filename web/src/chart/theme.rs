//! The colors of a chart, from the page's custom properties.

use plotters::style::RGBColor;

/// A color.
pub type ChartColor = RGBColor;

/// What a chart is painted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Text.
    pub text: ChartColor,
    /// Text of less weight.
    pub muted: ChartColor,
    /// Axes.
    pub line: ChartColor,
    /// Behind everything.
    pub surface: ChartColor,
    /// The advised curve.
    pub accent: ChartColor,
    /// The zone of what is good.
    pub fits: ChartColor,
    /// The zone of what is tight.
    pub tight: ChartColor,
    /// The zone of what is too much.
    pub over: ChartColor,
    /// A second and a third curve.
    pub curves: [ChartColor; 2],
    /// The curves of alternatives, by turns.
    pub alternatives: [ChartColor; 2],
}

impl Theme {
    /// The theme of which `property` gives the custom properties' values; black where one is no color.
    pub fn from_properties(property: impl Fn(&str) -> String) -> Self {
        let color = |name| parse(&property(name)).unwrap_or(RGBColor(0, 0, 0));
        Self {
            text: color("--text"),
            muted: color("--muted"),
            line: color("--line-strong"),
            surface: color("--surface"),
            accent: color("--accent"),
            fits: color("--fits"),
            tight: color("--tight"),
            over: color("--over"),
            curves: [color("--curve-2"), color("--curve-3")],
            alternatives: [color("--curve-4"), color("--curve-5")],
        }
    }
}

impl Theme {
    /// The color of an alternative. Their patterns tell them apart, not their colors.
    #[must_use]
    pub fn alternative(&self, index: usize) -> ChartColor {
        self.alternatives[index % self.alternatives.len()]
    }
}

/// `#rrggbb`, or `#rgb` as a minifier writes it.
fn parse(text: &str) -> Option<ChartColor> {
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
    fn colors_are_read_as_css_writes_them() {
        assert_eq!(parse(" #1f56c8"), Some(RGBColor(0x1f, 0x56, 0xc8)));
        assert_eq!(parse("#fa0"), Some(RGBColor(0xff, 0xaa, 0x00)));
        for text in ["", "red", "#12", "#é34", "#gggggg"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
