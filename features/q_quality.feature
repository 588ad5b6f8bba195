Feature: Q · Quality assurance

  @Q1.1
  Rule: Every service has unit tests

    Scenario: A service is known to be right alone
      Given the submission's checkout
      Then every service that is built has unit tests that assert something

  @Q1.2
  Rule: Communication between services has integration tests

    Scenario: Services are known to agree
      Given the submission's checkout
      Then integration tests assert how the services work together

  @Q1.3
  Rule: User workflows have end-to-end tests

    Scenario: A user is known to get the work done
      Given the submission's checkout
      Then end-to-end tests assert what a user gets

  @Q1.4
  Rule: Performance has tests

    Scenario: Slowness is noticed before users notice
      Given the submission's checkout
      Then performance tests assert a limit

  @Q2.1
  Rule: Images are free of known vulnerabilities

    Scenario: Nobody gets in by a door that is mended elsewhere
      Given the submission's images
      When the layers of its images are read
      Then no system package of an image has a grave weakness that a newer version mends

  @Q2.2
  Rule: Dependencies are locked and checked

    Scenario: The libraries that face the network are sound
      Given the submission's images
      When the layers of its images are read
      Then no library in an image has a grave weakness that a newer version mends
    Scenario: The next build takes the packages that were tested
      Given the submission's checkout
      Then every service locks its dependencies, and its image is built from the lock

  @Q2.3
  Rule: The network lets through what it must and no more

    Scenario: A break-in does not spread through the network
      Given the submission's checkout
      Then network policies close the backend and the database to every pod that has no business with them
      And network policies let the frontend reach the backend, the backend reach the database, and both the name server

    Scenario: A closed door is closed
      Given the submission on a cluster
      Then in the cluster what the policies close is closed, and what they open is open

  @Q2.4
  Rule: Access is controlled

    Scenario: Who has no business with a task does not get at it
      Given the submission at work
      When two users and a stranger work through the API
      Then a request without a token is answered with 401
      And a request with a token that nobody issued is answered with 401
      And another user's task is answered with 404 or 403 and stays as it is

    Scenario: A web page from elsewhere cannot act for a signed-in user
      Given the submission at work
      When two users and a stranger work through the API
      Then a page of an unknown origin is not allowed to send credentials

    Scenario: A break-out lands on an ordinary user
      Given the submission's checkout
      Then the last user of every image is not root
    Scenario: A break-out lands with no rights
      Given the submission's checkout
      Then the application's pods run as an ordinary user, gain no privileges, drop all capabilities and share nothing of the node
      And the application's service accounts have no rights in the cluster
