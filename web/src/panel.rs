//! The panels beside the picture: the manifests at its left, the answer at its right.

mod answer;
mod assist;
mod card;
mod editor;
mod files;
mod hops;
mod left;
mod nodes;
mod problems;
mod routes;
mod units;
mod verdict;

pub(crate) use answer::Answer;
pub(crate) use left::{Left, LeftButton};
pub(crate) use problems::{Problems, Refused, broken};
pub(crate) use verdict::Verdict;
