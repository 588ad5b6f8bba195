Feature: O · Operational excellence

  @O1.1
  Rule: The application's health can be observed

    Scenario: What users experience can be measured
      Given the submission at work
      When requests with an id are sent, and looked for in logs and metrics
      Then the backend's metrics parse and change with the traffic

    Scenario: What is proven elsewhere counts here
      Given the submission's checkout
      Then whatever proves it elsewhere holds

  @O1.2
  Rule: The use of resources can be observed

    Scenario: A leak is seen before it kills
      Given the submission at work
      When requests with an id are sent, and looked for in logs and metrics
      Then the metrics tell what the backend uses

    Scenario: Somebody knows what a pod needs
      Given the submission on a cluster
      Then the use of CPU and memory of every pod is measured, and changes with load

  @O1.3
  Rule: The logs of all services come together

    Scenario: A request is followed from the page to the database
      Given the submission at work
      When requests with an id are sent, and looked for in logs and metrics
      Then one id joins the logs of the services that a request passes

  @O1.4
  Rule: Faults raise an alert

    Scenario: An outage is noticed before a user notices it
      Given the submission's checkout
      Then the manifests declare at least one alert

    Scenario: A failure rings
      Given the submission on a cluster
      Then an induced failure makes an alert's expression true, which was false before

  @O2.1
  Rule: Pods scale out under load and back in

    Scenario: What is proven elsewhere counts here
      Given the submission on a cluster
      Then whatever proves it elsewhere holds

  @O2.2
  Rule: Connections to the database are pooled

    Scenario: Many users do not exhaust the database
      Given the submission at work
      When more and more clients read at once
      Then connections to the database stay few and are used again while more clients come

  @O2.3
  Rule: Static assets can be served from a CDN

    Scenario: A file is fetched once, and small
      Given the submission at work
      When every file of the page is asked for, and asked for again
      Then scripts and styles carry a hash in their names and may be kept for good
      And an asset has an ETag, and is answered with 304 when it has not changed
      And scripts and styles travel compressed
      And no file of the page is served by the backend

  @O2.4
  Rule: Repeated work is cached and never stale

    Scenario: What was asked before is cheaper the second time, and still true
      Then whatever proves it elsewhere holds
