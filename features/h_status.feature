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

    Scenario: What the assistant says it did is what it did
      Given the submission at work
      When a user chats while the harness plays the model
      Then a chat turn asks the language model
      And a task that is asked for in the chat is added through a tool and stands in PostgreSQL
      And the answer of a chat turn carries what the tool returned to the model

    Scenario: The assistant knows what was just said
      Given the submission at work
      When a user chats while the harness plays the model
      Then a chat turn tells the model what was said before in its conversation

  @H3
  Rule: The backend serves the Model Context Protocol

    Scenario: The tools can be used by any MCP client
      Given the submission at work
      When an MCP client asks every container for its tools
      Then the backend answers the Model Context Protocol and lists its tools
      And every message of the MCP server fits the schema of the revision it agreed on
      And a task that is added with an MCP tool stands in PostgreSQL

    Scenario: Tools that are promised are served
      Given the submission's checkout
      Then the backend declares an MCP SDK, imports it and serves a transport with it

  @H4
  Rule: Conversations are run by the OpenAI Agents SDK

    Scenario: The SDK runs the conversations, it is not only named
      Given the submission at work
      When a user chats while the harness plays the model
      Then the model is asked by the OpenAI Agents SDK

    Scenario: The SDK runs where the conversations are kept
      Given the submission at work
      When a user chats while the harness plays the model
      Then the Agents SDK asks the model from the backend's container and from no other

    Scenario: The promised library runs the conversation
      Given the submission's checkout
      Then the backend declares the OpenAI Agents SDK, imports it and runs an agent with it

  @H5
  Rule: No service keeps state of its own

    Scenario: Nothing is lost with a container
      Given the submission at work
      Then whatever proves it elsewhere holds
