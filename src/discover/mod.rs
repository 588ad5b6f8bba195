//! Finds what a submission consists of, and says why it chose so.
