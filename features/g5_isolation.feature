Feature: G5 · Architecture isolation

  @G5.1
  Rule: The MCP server runs inside the backend container

  @G5.2
  Rule: The Agents SDK runs inside the backend container

  @G5.3
  Rule: The frontend is a container of its own

  @G5.4
  Rule: Each container does its own part only
