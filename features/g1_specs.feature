Feature: G1 · Spec-driven workflow

  @G1.1
  Rule: Work goes from constitution to specification to plan to tasks to implementation

    Scenario: Whoever joins finds the rules
      Given the submission's checkout
      Then a constitution stands in the repository

    Scenario: No feature is built from a wish
      Given the submission's checkout
      Then every feature has a specification, a plan and tasks

    Scenario: Decisions come before what they decide
      Given the submission's checkout
      Then the history shows constitution, specification, plan, tasks and implementation in that order

  @G1.2
  Rule: Nothing about containers or the cluster is set up by hand

    Scenario: The next cluster comes up like this one
      Given the submission's checkout
      Then no guide asks for containers, objects or secrets to be made by hand

    Scenario: A new cluster needs no command that only a document knows
      Given the submission's checkout
      Then no Secret that the pods need is made by hand first

    Scenario: What is proven elsewhere counts here
      Given the submission on a cluster
      Then whatever proves it elsewhere holds

  @G1.3
  Rule: Everything that is deployed is named by a specification

    Scenario: Nothing runs that nobody decided
      Given the submission's checkout
      Then every file that decides what runs is named by a specification, plan or task

  @G1.4
  Rule: A change to the infrastructure is specified before it is made

    Scenario: A change is decided before it is made
      Given the submission's checkout
      Then no commit touches infrastructure before a specification speaks of it
