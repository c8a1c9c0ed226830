//! Decimal numbers, read and written in whole numbers: the standard library's exact ways bring tables of powers, 13 KB of what a
//! first visit to the page loads, for numbers that hardly ever occur in manifests and never need the seventeenth digit.

use std::str::FromStr;

/// What a 64-bit float keeps of a decimal number.
const SIGNIFICANT: usize = 17;

/// `mantissa × 10^exponent`; the mantissa does not end in a zero unless it is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal {
    mantissa: i64,
    exponent: i32,
}

impl FromStr for Decimal {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Decimal::parse(text).ok_or(())
    }
}

impl Decimal {
    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (number, power) = match text.split_once(['e', 'E']) {
            Some((number, power)) => (number, exponent(power)?),
            None => (text, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty())
            || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
        {
            return None;
        }
        let digits = [whole, fraction].concat();
        let digits = digits.trim_start_matches('0');
        let kept = digits.get(..SIGNIFICANT).unwrap_or(digits);
        let significant = kept.trim_end_matches('0');
        if significant.is_empty() {
            return Some(Self { mantissa: 0, exponent: 0 });
        }
        let cut = i32::try_from(digits.len() - significant.len()).ok()?;
        let exponent = power.saturating_add(cut).saturating_sub(i32::try_from(fraction.len()).ok()?);
        let mantissa: i64 = significant.parse().ok()?;
        Some(Self { mantissa: if negative { -mantissa } else { mantissa }, exponent })
    }

    /// As a whole number, if it is one below 10^15: every float up to there is exact.
    pub(crate) fn whole(self) -> Option<i64> {
        let factor = 10_i64.checked_pow(u32::try_from(self.exponent).ok()?)?;
        self.mantissa.checked_mul(factor).filter(|whole| whole.abs() < 1_000_000_000_000_000)
    }

    /// As a float; infinite or zero where a float ends.
    pub(crate) fn to_f64(self) -> f64 {
        let power = 10_f64.powi(self.exponent.abs());
        if self.exponent < 0 { self.mantissa as f64 / power } else { self.mantissa as f64 * power }
    }

    pub(crate) fn to_f32(self) -> f32 {
        self.to_f64() as f32
    }
}

/// With this many decimals at most: no zeros at the end, and none that is negative.
pub fn number(value: f64, decimals: u32) -> String {
    let factor = 10_u64.pow(decimals);
    let scaled = (value * factor as f64).round() as i64;
    let sign = if scaled < 0 { "-" } else { "" };
    let (whole, part) = (scaled.unsigned_abs() / factor, scaled.unsigned_abs() % factor);
    if part == 0 {
        return format!("{sign}{whole}");
    }
    let part = format!("{part:0width$}", width = decimals as usize);
    format!("{sign}{whole}.{}", part.trim_end_matches('0'))
}

/// `[-+]?[0-9]+`; beyond all floats it does not matter how far.
fn exponent(text: &str) -> Option<i32> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse::<i32>().map_or(9999, |size| size.min(9999));
    Some(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_floats_are() {
        for text in
            ["0", "80", "80.0", "8e1", "0.8e2", ".5", "5.", "-1.25", "+12.75e-1", "0.000", "123456.789", "1e14", "-0"]
        {
            let decimal = Decimal::parse(text).expect(text);
            let float: f64 = text.parse().expect(text);
            assert_eq!(decimal.to_f64(), float, "{text}");
            let whole = (float.fract() == 0.0 && float.abs() < 1e15).then_some(float as i64);
            assert_eq!(decimal.whole(), whole, "{text}");
        }
    }

    #[test]
    fn decimals_are_cut_and_zeros_left_out() {
        for (value, decimals, text) in [
            (0.0, 2, "0"),
            (-0.001, 2, "0"),
            (12.5, 2, "12.5"),
            (-5.678, 2, "-5.68"),
            (0.05, 2, "0.05"),
            (2.999, 2, "3"),
            (1.0 / 3.0, 3, "0.333"),
        ] {
            assert_eq!(number(value, decimals), text);
        }
    }

    #[test]
    fn ends_of_floats() {
        assert_eq!(Decimal::parse("99999999999999999999").and_then(Decimal::whole), None);
        assert_eq!(Decimal::parse("1.00000000000000000001").and_then(Decimal::whole), Some(1));
        assert_eq!(Decimal::parse("1e99999999999999999999").map(Decimal::to_f32), Some(f32::INFINITY));
        assert_eq!(Decimal::parse("1e-400").map(Decimal::to_f32), Some(0.0));
    }

    #[test]
    fn nothing_else_is_a_number() {
        for text in ["", ".", "-", "+-1", "1e", "1e+", "e5", "1.2.3", "1 ", "0x1", "inf", "NaN", "1_0", "١"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
