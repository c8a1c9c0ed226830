//! How wide text is, without a font engine. Estimates are those of DejaVu, the widest face of the stacks in [`crate::theme`]:
//! what fits by them fits in any.

/// Advances of U+0020..U+007E in hundredths of the size.
const LATIN: [u8; 95] = [
    32, 40, 46, 84, 64, 95, 78, 28, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84,
    84, 84, 53, 100, 69, 69, 70, 77, 63, 58, 78, 75, 30, 30, 66, 56, 86, 75, 79, 60, 79, 70, 64, 61, 73, 69, 99, 69,
    61, 69, 39, 34, 39, 84, 50, 50, 61, 64, 55, 64, 62, 35, 64, 63, 28, 28, 58, 28, 98, 63, 61, 64, 64, 41, 52, 39, 63,
    59, 82, 59, 59, 53, 64, 34, 64, 84,
];
const LATIN_BOLD: [u8; 95] = [
    35, 46, 52, 84, 70, 100, 87, 31, 46, 46, 52, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40,
    84, 84, 84, 58, 100, 77, 76, 73, 83, 68, 68, 82, 84, 37, 37, 78, 64, 100, 84, 85, 73, 85, 77, 72, 68, 81, 77, 110,
    77, 73, 73, 46, 37, 46, 84, 50, 50, 68, 72, 59, 72, 68, 44, 72, 71, 34, 34, 67, 34, 104, 71, 69, 72, 72, 49, 60,
    48, 71, 65, 92, 65, 65, 58, 71, 37, 71, 84,
];
/// Advances of U+0410..U+044F.
const CYRILLIC: [u8; 64] = [
    69, 69, 69, 61, 78, 63, 108, 64, 75, 75, 71, 75, 86, 75, 79, 75, 60, 70, 61, 61, 86, 69, 78, 69, 107, 109, 83, 88,
    69, 70, 108, 70, 61, 62, 59, 53, 69, 62, 90, 53, 65, 65, 61, 64, 76, 65, 61, 65, 64, 55, 58, 59, 86, 59, 68, 59,
    92, 94, 71, 79, 59, 55, 84, 60,
];
const CYRILLIC_BOLD: [u8; 64] = [
    77, 76, 76, 64, 89, 68, 123, 71, 84, 84, 82, 83, 100, 84, 85, 84, 73, 73, 68, 77, 99, 77, 93, 81, 124, 133, 94,
    104, 76, 73, 117, 77, 68, 70, 63, 52, 81, 68, 100, 58, 70, 70, 68, 73, 82, 69, 69, 69, 72, 59, 58, 65, 99, 65, 74,
    69, 106, 111, 75, 91, 63, 59, 97, 64,
];
const MONO: f32 = 0.603;
const ELLIPSIS: char = '…';

/// From this weight on, text is as wide as bold text.
const BOLD: u16 = 600;

/// A way of setting text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    pub size: f32,
    pub weight: u16,
    pub mono: bool,
}

impl Face {
    pub const fn sans(size: f32, weight: u16) -> Self {
        Self { size, weight, mono: false }
    }

    pub const fn mono(size: f32) -> Self {
        Self { size, weight: 400, mono: true }
    }

    /// The advance of `text` in pixels.
    pub fn width(self, text: &str) -> f32 {
        text.chars().map(|c| self.advance(c)).sum::<f32>() * self.size
    }

    /// `text`, or as much of its start and end as fits into `room` around an ellipsis. The whole text comes second where
    /// something was left out.
    pub fn fit(self, text: &str, room: f32) -> (String, Option<String>) {
        if self.width(text) <= room {
            return (text.to_owned(), None);
        }
        let chars: Vec<char> = text.chars().collect();
        let mut left = 0;
        let mut right = 0;
        let mut used = self.advance(ELLIPSIS) * self.size;
        // The start tells more than the end, the end more than the middle: three to two.
        while left + right < chars.len() {
            let from_left = left * 2 <= right * 3;
            let next = if from_left { chars.get(left) } else { chars.get(chars.len() - 1 - right) };
            used += next.map_or(0.0, |c| self.advance(*c)) * self.size;
            if used > room {
                break;
            }
            if from_left {
                left += 1;
            } else {
                right += 1;
            }
        }
        let start: String = chars.iter().take(left).collect();
        let end: String = chars.iter().skip(chars.len() - right).collect();
        (format!("{start}{ELLIPSIS}{end}"), Some(text.to_owned()))
    }

    /// As much of the start of `text` as fits into `room` with an ellipsis after it; for texts that all end alike.
    pub fn head(self, text: &str, room: f32) -> String {
        let mut used = self.advance(ELLIPSIS) * self.size;
        let fits = text.chars().take_while(|c| {
            used += self.advance(*c) * self.size;
            used <= room
        });
        let mut head: String = fits.collect();
        head.push(ELLIPSIS);
        head
    }

    /// In parts of the size.
    fn advance(self, c: char) -> f32 {
        if self.mono {
            return MONO;
        }
        let bold = self.weight >= BOLD;
        let (latin, cyrillic) = if bold { (&LATIN_BOLD, &CYRILLIC_BOLD) } else { (&LATIN, &CYRILLIC) };
        let code = c as usize;
        let known = match c {
            ' '..='~' => latin.get(code - 0x20),
            'А'..='я' => cyrillic.get(code - 0x410),
            'ё' => cyrillic.get(37),
            'Ё' => cyrillic.get(5),
            _ => None,
        };
        match (known, c) {
            (Some(hundredths), _) => f32::from(*hundredths) / 100.0,
            (None, '·' | '’' | '‘') => 0.38,
            (None, '–') => 0.5,
            (None, '«' | '»') => 0.65,
            // Han, kana, hangul and whatever else is a square.
            (None, _) => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: Face = Face::sans(12.0, 400);

    #[test]
    fn text_that_fits_stays_whole() {
        assert_eq!(FACE.fit("api-1", 100.0), ("api-1".into(), None));
    }

    #[test]
    fn long_text_keeps_its_start_and_its_end() {
        let name = "checkout-7d9f8c6b5-x2x9k";
        let (shown, full) = FACE.fit(name, 96.0);
        assert_eq!(full.as_deref(), Some(name));
        assert!(shown.starts_with("check") && shown.ends_with("x9k"), "{shown}");
        assert!(FACE.width(&shown) <= 96.0);
    }

    #[test]
    fn no_room_leaves_the_ellipsis_alone() {
        assert_eq!(FACE.fit("api", 1.0).0, "…");
    }

    #[test]
    fn bold_is_wider_and_mono_is_even() {
        assert!(Face::sans(12.0, 650).width("node") > FACE.width("node"));
        assert_eq!(Face::mono(11.0).width("iii"), Face::mono(11.0).width("WWW"));
    }
}
