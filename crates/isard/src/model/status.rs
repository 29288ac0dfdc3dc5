//! Status of a value: one vocabulary from the first table to the last page.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// Whether flags of a statistical office mark a break in the series (b).
/// Letters may be joined; what follows an `@` is on confidentiality.
pub fn breaks_series(flags: &str) -> bool {
    flags.split('@').next().is_some_and(|observation| observation.contains(['b', 'B']))
}

/// Why a statistic does not exist for a unit. Written after `undefined:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// The region has nothing of what is measured.
    EmptyRegion,
    /// The industry has nothing of what is measured.
    EmptyIndustry,
    /// One plant holds everything (H = 1).
    SinglePlant,
    /// All values are equal, so there is no spread to divide by.
    Constant,
    /// The region has no neighbour.
    Island,
    /// The base of a ratio or a growth rate is zero.
    ZeroBase,
    /// Too few values for the statistic.
    TooFew,
    /// The statistic needs positive values.
    NotPositive,
    /// The unit was left out by a named policy.
    LeftOut,
    /// No observation starts in the class, so nothing is known of its moves.
    EmptyClass,
    /// The chain falls into parts that never meet: there are several answers.
    Reducible,
    /// The class is never reached from there: the time to it is infinite.
    Unreachable,
    /// What is measured moves apart, or stays where it is: it has no end to approach.
    Divergent,
    /// The unit lies in no dense group.
    Noise,
}

impl Reason {
    /// Every reason, for documentation.
    pub const ALL: [Reason; 14] = [
        Reason::EmptyRegion,
        Reason::EmptyIndustry,
        Reason::SinglePlant,
        Reason::Constant,
        Reason::Island,
        Reason::ZeroBase,
        Reason::TooFew,
        Reason::NotPositive,
        Reason::LeftOut,
        Reason::EmptyClass,
        Reason::Reducible,
        Reason::Unreachable,
        Reason::Divergent,
        Reason::Noise,
    ];

    /// The reason as it is written in a table.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::EmptyRegion => "empty-region",
            Reason::EmptyIndustry => "empty-industry",
            Reason::SinglePlant => "single-plant",
            Reason::Constant => "constant",
            Reason::Island => "island",
            Reason::ZeroBase => "zero-base",
            Reason::TooFew => "too-few",
            Reason::NotPositive => "not-positive",
            Reason::LeftOut => "left-out",
            Reason::EmptyClass => "empty-class",
            Reason::Reducible => "reducible",
            Reason::Unreachable => "unreachable",
            Reason::Divergent => "divergent",
            Reason::Noise => "noise",
        }
    }
}

/// Status of a value (see `docs/concepts/status.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub enum Status {
    /// As published, or computed from published values.
    #[default]
    Observed,
    /// Filled by a model; carries a 90 % interval where one is known.
    Estimated,
    /// Withheld by the source; logical bounds may be known.
    Suppressed,
    /// The source has no value.
    Missing,
    /// The statistic does not exist here.
    Undefined(Reason),
}

impl Status {
    /// The status as it is written in a table.
    pub fn as_str(self) -> Cow<'static, str> {
        match self {
            Status::Observed => "observed".into(),
            Status::Estimated => "estimated".into(),
            Status::Suppressed => "suppressed".into(),
            Status::Missing => "missing".into(),
            Status::Undefined(r) => format!("undefined:{}", r.as_str()).into(),
        }
    }

    /// Whether a number stands behind the status.
    pub fn has_value(self) -> bool {
        matches!(self, Status::Observed | Status::Estimated)
    }

    /// Status of a number computed from two others: the less certain of both.
    pub fn and(self, other: Status) -> Status {
        self.max(other)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_str())
    }
}

impl FromStr for Status {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Ok(match s {
            "observed" => Status::Observed,
            "estimated" => Status::Estimated,
            "suppressed" => Status::Suppressed,
            "missing" => Status::Missing,
            _ => {
                let reason = s.strip_prefix("undefined:").ok_or_else(|| s.to_string())?;
                let found = Reason::ALL.into_iter().find(|r| r.as_str() == reason);
                Status::Undefined(found.ok_or_else(|| s.to_string())?)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_survives_being_written_and_read() {
        let mut all = vec![Status::Observed, Status::Estimated, Status::Suppressed, Status::Missing];
        all.extend(Reason::ALL.map(Status::Undefined));
        for s in all {
            assert_eq!(s.to_string().parse::<Status>(), Ok(s));
        }
        assert!("zero".parse::<Status>().is_err());
    }

    #[test]
    fn the_less_certain_status_wins() {
        assert_eq!(Status::Observed.and(Status::Estimated), Status::Estimated);
        assert_eq!(Status::Missing.and(Status::Estimated), Status::Missing);
    }
}
