Feature: G2 · Stateless services

  @G2.1
  Rule: The backend keeps no session in its process

    Scenario: The next message may reach any replica
      Given the submission at work
      When a conversation moves between two replicas and one of them is killed
      Then a conversation begun at one replica goes on at another with its history
      And a token that one replica issued is accepted by another and after a restart

  @G2.2
  Rule: Everything that must last lives in PostgreSQL

  @G2.3
  Rule: Containers keep no files

  @G2.4
  Rule: Conversations are stored outside the process before they are answered

    Scenario: What was said is safe before it is answered
      Given the submission at work
      When a user chats while the harness plays the model
      Then what the user says and what the model answers stand in PostgreSQL before the answer goes out

    Scenario: A crash in the middle of a conversation costs nothing of it
      Given the submission at work
      When a conversation moves between two replicas and one of them is killed
      Then a conversation goes on with its history after its replica was killed
