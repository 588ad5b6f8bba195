Feature: G8 · Hackathon constraints

  @G8.1
  Rule: Every step goes back to a specification

    Scenario: Every step has its reason in a specification
      Given the submission's checkout
      Then whatever proves it elsewhere holds

  @G8.2
  Rule: Every container runs on its own

  @G8.3
  Rule: A restart loses no acknowledged write

  @G8.4
  Rule: The system comes back without a helping hand
