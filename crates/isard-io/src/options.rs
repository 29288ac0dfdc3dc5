//! What the caller knows about a file; everything else is found out.

/// Options of [`read_table`](crate::read_table). The default finds out everything from the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadOptions {
    /// Sheet of a workbook; the first one that has cells when absent.
    pub sheet: Option<String>,
    /// Delimiter of a text file; found from the first records when absent.
    pub delimiter: Option<char>,
    /// Encoding of a text file by its usual label (`windows-1251`, `utf-16le`); found when absent.
    pub encoding: Option<String>,
    /// Decimal separator, where known: a decimal comma is never taken for the delimiter.
    /// Cells stay as found all the same.
    pub decimal: Option<char>,
}

/// Options of [`read_boundaries`](crate::read_boundaries).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoundaryOptions {
    /// Object of a TopoJSON file; may be absent when there is only one.
    pub object: Option<String>,
    /// Property that holds the region's key. `id` means the feature's own
    /// identifier unless the features have a property of that name.
    pub key: String,
}
