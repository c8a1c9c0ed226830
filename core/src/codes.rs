//! Public codes of closed sets: what JSON, scenario files and docs/codes.md call a reason, a problem, an assumption.

/// The list of variants makes both the codes and the look-up: a variant left out does not compile. A code is the variant's name,
/// or what follows it; behind a semicolon stand families, whose codes are their own.
///
/// All codes are one text: as a table they would be loaded by every first visit to the page, which shows none of them.
macro_rules! codes {
    ($of:ident: $($name:ident $(=> $code:literal)?),* $(,)? $(; $($family:ident: $reasons:ident),*)?) => {
        impl $of {
            const CODES: &'static str = concat!($($crate::codes::code!($name $($code)?), "\n"),*);

            /// Every public code, in the order of docs/codes.md.
            pub fn codes() -> impl Iterator<Item = &'static str> {
                Self::CODES.lines()$($(.chain($reasons::codes()))*)?
            }

            /// The public code.
            pub fn code(&self) -> &'static str {
                enum Line { $($name),* }
                let line = match self {
                    $($of::$name { .. } => Line::$name,)*
                    $($($of::$family(reason) => return reason.code(),)*)?
                };
                Self::CODES.lines().nth(line as usize).unwrap_or_default()
            }
        }
    };
}

macro_rules! code {
    ($name:ident) => {
        stringify!($name)
    };
    ($name:ident $code:literal) => {
        $code
    };
}

pub(crate) use {code, codes};
