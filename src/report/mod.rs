//! Turns records into text, JSON, JUnit and HTML. Knows nothing but records.
