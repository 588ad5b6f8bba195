Feature: G8 · Hackathon constraints

  @G8.1
  Rule: Every step goes back to a specification

    Scenario: Every step has its reason in a specification
      Given the submission's checkout
      Then whatever proves it elsewhere holds

  @G8.2
  Rule: Every container runs on its own

    Scenario: A service that waits says for what
      Given the submission at work
      When each service is started alone, and what it needs comes late
      Then each service started alone serves or says what it waits for

    Scenario: The order of starting does not matter
      Given the submission at work
      When each service is started alone, and what it needs comes late
      Then no service ends for good because what it needs comes late

  @G8.3
  Rule: A restart loses no acknowledged write

    Scenario: The cluster rolls and forgets nothing
      Given the submission on a cluster
      Then in the cluster no acknowledged write is lost or invented while pods are killed and rolled
    Scenario: What a user was told is true after any fault
      Given the submission at work
      When clients write while containers, connections and the database fail
      Then every acknowledged write is there after faults
      And nothing is there that was refused, never written, or written once and stored twice
      And no answer is older than an acknowledged write

  @G8.4
  Rule: The system comes back without a helping hand

    Scenario: Nobody is called at night
      Given the submission at work
      When the database is secured, emptied, cut off and restarted, and every container is replaced
      Then the application serves again by itself within 60 seconds of a restart of its database

    Scenario: A new database is no manual job
      Given the submission at work
      When the database is secured, emptied, cut off and restarted, and every container is replaced
      Then an empty database is set up without anyone's help

    Scenario: Nobody is woken
      Given the submission on a cluster
      Then after the loss of pods and of the database the application is ready again in the cluster, and nobody helps
