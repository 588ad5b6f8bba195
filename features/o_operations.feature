Feature: O · Operational excellence

  @O1.1
  Rule: The application's health can be observed

  @O1.2
  Rule: The use of resources can be observed

  @O1.3
  Rule: The logs of all services come together

  @O1.4
  Rule: Faults raise an alert

  @O2.1
  Rule: Pods scale out under load and back in

  @O2.2
  Rule: Connections to the database are pooled

  @O2.3
  Rule: Static assets can be served from a CDN

  @O2.4
  Rule: Repeated work is cached and never stale
