//! Kubernetes objects from plain files, kustomizations and charts, read without running anything.

mod helm;
