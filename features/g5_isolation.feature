Feature: G5 · Architecture isolation

  @G5.1
  Rule: The MCP server runs inside the backend container

  @G5.2
  Rule: The Agents SDK runs inside the backend container

    Scenario: The agent has no double in another container
      Given the submission at work
      When the files of every container are listed
      Then no container but the backend holds the Agents SDK

  @G5.3
  Rule: The frontend is a container of its own

  @G5.4
  Rule: Each container does its own part only
