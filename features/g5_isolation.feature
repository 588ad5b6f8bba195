Feature: G5 · Architecture isolation

  @G5.1
  Rule: The MCP server runs inside the backend container

    Scenario: There is one door to the tools
      Given the submission at work
      When an MCP client asks every container for its tools
      Then no container but the backend serves MCP

    Scenario: The backend itself answers
      Given the submission at work
      Then whatever proves it elsewhere holds
    Scenario: There is one way to the tools
      Given the submission's checkout
      Then the code that serves MCP belongs to the backend and to no other service
    Scenario: The tools run in the process that knows who is asking
      Given the submission's checkout
      Then no workload or container is an MCP server of its own

  @G5.2
  Rule: The Agents SDK runs inside the backend container

    Scenario: The agent has its library where it works
      Given the submission's images
      When the layers of its images are read
      Then the Agents SDK is installed in the backend's image

    Scenario: The SDK asks from the right container
      Given the submission at work
      Then whatever proves it elsewhere holds

  @G5.3
  Rule: The frontend is a container of its own

    Scenario: Who breaks the page has broken only the page
      Given the submission's images
      When the layers of its images are read
      Then the frontend's image holds no code of a backend
      And the frontend's image holds no database driver

    Scenario: The page has no more power than its user
      Given the submission's checkout
      Then the frontend is built from a Dockerfile, or a target of one, that builds no backend
      And the frontend's code declares no database driver and opens no database

    Scenario: What is proven elsewhere counts here
      Given the submission's checkout
      Then whatever proves it elsewhere holds

  @G5.4
  Rule: Each container does its own part only

    Scenario: Each part is released for itself
      Given the submission's images
      When the layers of its images are read
      Then no source file of the application stands in the images of two parts

    Scenario: The page knows no password of the database
      Given the submission's checkout
      Then the frontend's environment names no database
    Scenario: A break-in at the page server ends at the page server
      Given the submission's checkout
      Then the frontend's pods are given no login of the database and no key of the model

    Scenario: What is proven elsewhere counts here
      Given the submission's checkout
      Then whatever proves it elsewhere holds
