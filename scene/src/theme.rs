//! Colours. Shapes speak in roles; a theme gives each role its colour. Every text role has at least 4.5:1 on the grounds it stands on.

use crate::shape::Role;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Theme {
    #[default]
    Light,
    Dark,
}

/// The font of words.
pub const SANS: &str = "Inter, system-ui, 'DejaVu Sans', sans-serif";
/// The font of addresses, ports and names that machines read.
pub const MONO: &str = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace";

impl Theme {
    pub const ALL: [Theme; 2] = [Theme::Light, Theme::Dark];

    /// `#rrggbb`.
    pub fn colour(self, role: Role) -> &'static str {
        let (light, dark) = match role {
            Role::Background => ("#f7f8fa", "#0c0f14"),
            Role::Surface => ("#ffffff", "#12161d"),
            Role::Ink => ("#161b26", "#e7ebf3"),
            Role::Ink2 => ("#475067", "#aab3c4"),
            Role::Ink3 => ("#5f687c", "#8792a6"),
            Role::Line => ("#e1e5ec", "#212835"),
            Role::Line2 => ("#c4ccd9", "#3a4556"),
            Role::Node => ("#f1f4f8", "#171c25"),
            Role::Request => ("#2563eb", "#60a5fa"),
            Role::RequestBack => ("#a9c3f8", "#2f4d80"),
            Role::Reply => ("#0f766e", "#2dd4bf"),
            Role::ReplyBack => ("#9ed3cc", "#1d5650"),
            Role::Dst => ("#b45309", "#fbbf24"),
            Role::DstBack => ("#fef3c7", "#3a2a08"),
            Role::Src => ("#6d28d9", "#c4b5fd"),
            Role::SrcBack => ("#ede9fe", "#2a1d4d"),
            Role::Ok => ("#15803d", "#4ade80"),
            Role::OkBack => ("#dcfce7", "#0f2e1b"),
            Role::Bad => ("#b91c1c", "#fca5a5"),
            Role::BadBack => ("#fee2e2", "#3b1416"),
            Role::Band => ("#e8eefb", "#16213a"),
            Role::BandLine => ("#9db4e6", "#3b5586"),
            Role::On => ("#ffffff", "#0c0f14"),
            Role::Shadow => ("#161b26", "#000000"),
        };
        match self {
            Theme::Light => light,
            Theme::Dark => dark,
        }
    }

    /// How dark the shadow of a lifted shape is, of 1.
    pub fn shadow_alpha(self) -> f32 {
        match self {
            Theme::Light => 0.14,
            Theme::Dark => 0.55,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: &str) -> f64 {
        let channel = |range: std::ops::Range<usize>| {
            let value = f64::from(u8::from_str_radix(&colour[range], 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1..3) + 0.7152 * channel(3..5) + 0.0722 * channel(5..7)
    }

    fn contrast(theme: Theme, text: Role, ground: Role) -> f64 {
        let (a, b) = (luminance(theme.colour(text)), luminance(theme.colour(ground)));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_is_readable_on_its_ground() {
        use Role::*;
        let grounds = [Background, Surface, Node, Band];
        let mut pairs: Vec<(Role, Role)> = Vec::new();
        for ink in [Ink, Ink2, Ink3] {
            pairs.extend(grounds.map(|ground| (ink, ground)));
        }
        for text in [Request, Reply, Ok, Bad, Src, Dst] {
            pairs.extend([(text, Surface), (text, Background), (text, Node)]);
        }
        pairs.extend([(Dst, DstBack), (Src, SrcBack), (Ok, OkBack), (Bad, BadBack), (Ink, OkBack), (Ink2, OkBack)]);
        pairs.extend([(Ink, BadBack), (Ink2, BadBack)]);
        pairs.extend([(On, Request), (On, Reply), (On, Bad), (On, Ok)]);
        for theme in Theme::ALL {
            for (text, ground) in &pairs {
                let ratio = contrast(theme, *text, *ground);
                assert!(ratio >= 4.5, "{theme:?}: {text:?} on {ground:?} is {ratio:.2}:1");
            }
        }
    }
}
