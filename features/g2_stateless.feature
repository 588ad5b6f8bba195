Feature: G2 · Stateless services

  @G2.1
  Rule: The backend keeps no session in its process

  @G2.2
  Rule: Everything that must last lives in PostgreSQL

  @G2.3
  Rule: Containers keep no files

  @G2.4
  Rule: Conversations are stored outside the process before they are answered
