Feature: H · Project status

  @H1
  Rule: The Todo backend creates, reads, updates, completes and deletes each user's own tasks

  @H2
  Rule: A chat turn works on the user's tasks through a language model

  @H3
  Rule: The backend serves the Model Context Protocol

  @H4
  Rule: Conversations are run by the OpenAI Agents SDK

  @H5
  Rule: No service keeps state of its own
