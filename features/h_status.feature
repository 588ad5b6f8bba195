Feature: H · Project status

  @H1
  Rule: The Todo backend creates, reads, updates, completes and deletes each user's own tasks

    Scenario: What a user is told about a task is what PostgreSQL holds
      Given the submission at work
      When two users and a stranger work through the API
      Then a task that is accepted stands in PostgreSQL as it was answered
      And a task is read back as it stands in PostgreSQL
      And a changed task stands changed in PostgreSQL
      And completing a task completes its row in PostgreSQL
      And a deleted task is gone from PostgreSQL and from the API

    Scenario: One user's tasks are nobody else's business
      Given the submission at work
      When two users and a stranger work through the API
      Then each user's list holds the user's own tasks and nobody else's

  @H2
  Rule: A chat turn works on the user's tasks through a language model

  @H3
  Rule: The backend serves the Model Context Protocol

  @H4
  Rule: Conversations are run by the OpenAI Agents SDK

  @H5
  Rule: No service keeps state of its own
