//! Schemas of the study tables.
