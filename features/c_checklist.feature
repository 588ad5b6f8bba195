Feature: C · Compliance checklist

  @C1
  Rule: All services are proven stateless

    Scenario: What the global rules ask is what the checklist asks
      Given the submission at work
      Then whatever proves it elsewhere holds

  @C2
  Rule: Code and images hold no credential

    Scenario: One credential in the clear is enough
      Then whatever proves it elsewhere holds

  @C3
  Rule: Multi-stage builds are in place

    Scenario: Every image is the last stage of several
      Then whatever proves it elsewhere holds

  @C4
  Rule: All services have health checks

    Scenario: A green light means that the service works
      Given the submission at work
      Then whatever proves it elsewhere holds

  @C5
  Rule: Security scans found nothing

    Scenario: A scan that found something was not passed
      Then whatever proves it elsewhere holds

  @C6
  Rule: Every container has requests and limits that contain it

    Scenario: One container cannot take the node with it
      Given the submission's checkout
      Then every container has requests and limits for CPU and memory

    Scenario: What is proven elsewhere counts here
      Given the submission on a cluster
      Then whatever proves it elsewhere holds

  @C7
  Rule: Every variable that a service needs is supplied under its name

    Scenario: Nothing that a service needs is left to chance
      Given the submission at work
      Then whatever proves it elsewhere holds
    Scenario: No pod lacks a variable that it reads
      Given the submission's checkout
      Then the manifests supply every variable that the sources require, under its right name

  @C8
  Rule: All containers start

    Scenario: A stranger with nothing but the checkout can build it
      Given the submission's images
      When every image is built from a clean copy of the checkout
      Then every image builds from a clean copy of the checkout

    Scenario: The whole of it comes up
      Given the submission at work
      When the whole application is started
      Then every service starts and listens where others can reach it
    Scenario: A clean clone builds
      Given the submission's checkout
      Then everything that a Dockerfile copies is in the repository and in the build's context

    Scenario: What is proven elsewhere counts here
      Given the submission on a cluster
      Then whatever proves it elsewhere holds

  @C9
  Rule: Services can be reached from where their users are

    Scenario: A user gets an answer
      Given the submission at work
      When the whole application is started
      Then every service that users need answers from outside its container

    Scenario: What is proven elsewhere counts here
      Given the submission on a cluster
      Then whatever proves it elsewhere holds

  @C10
  Rule: Connections to the database are open

    Scenario: The database knows the application
      Given the submission at work
      When the database is secured, emptied, cut off and restarted, and every container is replaced
      Then the backend holds connections to PostgreSQL while it serves

  @C11
  Rule: The MCP server is at work

    Scenario: A client that the harness wrote is served
      Given the submission at work
      Then whatever proves it elsewhere holds

  @C12
  Rule: The Agents SDK is at work

    Scenario: The SDK at work is what the checklist asks for
      Given the submission at work
      Then whatever proves it elsewhere holds

  @C13
  Rule: The frontend reaches the backend in a browser

    Scenario: What is typed into the page is kept
      Given the submission at work
      When a person uses the page in a browser
      Then a task that is typed into the page stands in PostgreSQL and on the page
      And a chat message that is typed into the page changes a row, and its answer is shown

  @C14
  Rule: Load is balanced over the replicas

    Scenario: What is proven elsewhere counts here
      Given the submission on a cluster
      Then whatever proves it elsewhere holds

  @C15
  Rule: Monitoring is active

    Scenario: Somebody collects the metrics
      Given the submission's checkout
      Then the manifests declare that the application's metrics are collected, from a port that is there

    Scenario: The graphs have lines
      Given the submission on a cluster
      Then a scrape of the application's metrics works as the manifests declare it

  @C16
  Rule: Requests can be followed in the logs

    Scenario: One request is followed through the log
      Given the submission at work
      When requests with an id are sent, and looked for in logs and metrics
      Then a request to the backend is found in its log by its id

    Scenario: Machines can read the log too
      Given the submission at work
      When requests with an id are sent, and looked for in logs and metrics
      Then the backend's log is structured

    Scenario: A reader of logs learns no key
      Given the submission at work
      When requests with an id are sent, and looked for in logs and metrics
      Then no log holds a secret

  @C17
  Rule: A backup can be restored

    Scenario: The database is gone and comes back
      Given the submission at work
      When the database is dumped, destroyed and restored
      Then after dump, loss and restoration all rows, sequences and owners are equal and the application serves them

  @C18
  Rule: A bad release can be withdrawn without loss

    Scenario: A bad release goes out and comes back
      Given the submission on a cluster
      Then a bad release is withdrawn while users work, and no acknowledged write is lost

  @C19
  Rule: The performance budget is kept

    Scenario: The measured figures are within the budget
      Given the submission at work
      Then whatever proves it elsewhere holds
