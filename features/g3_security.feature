Feature: G3 · Security

  @G3.1
  Rule: Dockerfiles and images hold no secret

  @G3.2
  Rule: Configuration comes from environment variables alone

  @G3.3
  Rule: The repository holds no credential in the clear

    Scenario: A clone made years from now opens nothing
      Given the submission's checkout
      Then no file and no commit of the repository holds a credential in the clear

  @G3.4
  Rule: Sensitive values come from a secret store and settings from a config map
