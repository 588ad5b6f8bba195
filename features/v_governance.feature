Feature: V · Deployment governance

  @V1.1
  Rule: Changes are specified before they are made

    Scenario: No change comes before its specification
      Given the submission's checkout
      Then whatever proves it elsewhere holds

  @V1.2
  Rule: Specifications are reviewed by somebody else

    Scenario: A second person has understood it
      Given the submission's checkout
      Then each specification was reviewed by somebody who did not write it

  @V1.3
  Rule: Changes to production need an approval

    Scenario: One tired person cannot take the service down
      Given the submission's checkout
      Then a change to production waits for an approval

  @V2.1
  Rule: Infrastructure is code under version control

    Scenario: What runs can be built again
      Given the submission's checkout
      Then every file that decides what runs is under version control

    Scenario: What is applied is what was written
      Given the submission's checkout
      Then the objects in the repository are written as sources, not dumped from a cluster

    Scenario: Nothing was changed by hand
      Given the submission on a cluster
      Then the live objects equal what the tracked files declare

  @V2.2
  Rule: Releases are tagged

    Scenario: Somebody can say which commit is running
      Given the submission's checkout
      Then releases are tagged with the version that their images carry

    Scenario: What is proven elsewhere counts here
      Given the submission's checkout
      Then whatever proves it elsewhere holds

  @V2.3
  Rule: The main branch is protected

    Scenario: Nothing reaches production unread
      Given the submission's checkout
      Then the main branch takes no direct pushes

  @V3.1
  Rule: A release that fails is rolled back by itself

    Scenario: A release that cannot start does not stay
      Given the submission on a cluster
      Then a release that never gets ready is withdrawn by itself or by the one declared command

    Scenario: What is proven elsewhere counts here
      Given the submission on a cluster
      Then whatever proves it elsewhere holds

  @V3.2
  Rule: Migrations of the database can be taken back

    Scenario: A new database is no manual job
      Given the submission at work
      Then whatever proves it elsewhere holds

    Scenario: A release can be taken back with its migration
      Given the submission at work
      When the last migration is taken back and made again
      Then the last migration goes down and up again by the declared command, and no row is lost

  @V3.3
  Rule: A configuration change can be taken back

    Scenario: One wrong value
      Given the submission on a cluster
      Then a bad value of the configuration is rolled back and service returns
