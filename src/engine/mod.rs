//! From a subject to records: reads, experiments, judges, in that order.
