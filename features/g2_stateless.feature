Feature: G2 · Stateless services

  @G2.1
  Rule: The backend keeps no session in its process

    Scenario: The next message may reach any replica
      Given the submission at work
      When a conversation moves between two replicas and one of them is killed
      Then a conversation begun at one replica goes on at another with its history
      And a token that one replica issued is accepted by another and after a restart

    Scenario: A killed replica takes no conversation along
      Given the submission at work
      Then whatever proves it elsewhere holds
    Scenario: Nothing that a user would miss sits in one process
      Given the submission's checkout
      Then no code keeps what a user would miss in a variable of the process
      And no signing key is made at random when the process starts

  @G2.2
  Rule: Everything that must last lives in PostgreSQL

    Scenario: Data outlives the containers that wrote it
      Given the submission at work
      When the database is secured, emptied, cut off and restarted, and every container is replaced
      Then data is there after every container of the backend is replaced

    Scenario: A hosted database works as well as a local one
      Given the submission at work
      When the database is secured, emptied, cut off and restarted, and every container is replaced
      Then a database that demands TLS is accepted

    Scenario: Nothing lasts outside the database
      Given the submission at work
      When the database is secured, emptied, cut off and restarted, and every container is replaced
      Then on another database the old data does not show

    Scenario: A dropped connection is nobody's error page
      Given the submission at work
      When the database is secured, emptied, cut off and restarted, and every container is replaced
      Then the next request works after the database ended every connection
    Scenario: A forgotten variable does not cost the data
      Given the submission's checkout
      Then no code falls back to a database in a file or in memory

  @G2.3
  Rule: Containers keep no files

    Scenario: A container has nothing of its own to write
      Given the submission at work
      When a workload runs, on ordinary containers and on read-only ones without capabilities
      Then every service works on a read-only root without capabilities

    Scenario: Replicas stay alike, whatever they have served
      Given the submission at work
      When a workload runs, on ordinary containers and on read-only ones without capabilities
      Then a workload leaves no file in the containers
    Scenario: A container can be thrown away at any moment
      Given the submission's checkout
      Then no code writes files on the container's own disk
      And no service but the database has a volume
    Scenario: A pod can move to another node and miss nothing
      Given the submission's checkout
      Then no pod of the application keeps files on its node, on a volume or in an emptyDir for more than scratch

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
