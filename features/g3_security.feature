Feature: G3 · Security

  @G3.1
  Rule: Dockerfiles and images hold no secret

    Scenario: What was in the build once is not in the image for ever
      Given the submission's images
      When the layers of its images are read
      Then no layer of an image holds a credential, not even in a file that a later layer deletes
      And no variable, label, command or build step recorded in an image is a credential
    Scenario: Whoever pulls an image learns no secret
      Given the submission's checkout
      Then no instruction of a Dockerfile carries a credential
      And no secret is handed to a build as an argument
      And no COPY takes a file with credentials into an image

  @G3.2
  Rule: Configuration comes from environment variables alone

    Scenario: A container needs no file of the machine it runs on
      Given the submission at work
      When each service is started without each of its variables
      Then every service starts with environment variables alone

    Scenario: A forgotten key is noticed before anyone can use its absence
      Given the submission at work
      When each service is started without each of its variables
      Then a service that lacks a vital variable stops and names it
    Scenario: A forgotten variable is noticed at the start
      Given the submission's checkout
      Then no signing key and no password has a value built into the code
      And no service reads its settings from a file in its image

    Scenario: What is proven elsewhere counts here
      Given the submission's checkout
      Then whatever proves it elsewhere holds

  @G3.3
  Rule: The repository holds no credential in the clear

    Scenario: A clone made years from now opens nothing
      Given the submission's checkout
      Then no file and no commit of the repository holds a credential in the clear

  @G3.4
  Rule: Sensitive values come from a secret store and settings from a config map

    Scenario: Whoever may look at a deployment reads no credential
      Given the submission's checkout
      Then every sensitive variable of a pod comes from a Secret
      And no config map holds a credential or the key of one
      And no Secret in the repository holds a real value

    Scenario: What is proven elsewhere counts here
      Given the submission's checkout
      Then whatever proves it elsewhere holds
