Feature: G4 · Container standards

  @G4.1
  Rule: Images are built in several stages

    Scenario: What built the image is not shipped with it
      Given the submission's images
      When the layers of its images are read
      Then no compiler is left in a final image
      And no package manager's cache is left in a final image
      And no package that only development needs is left in a final image

  @G4.2
  Rule: Images stand on a lightweight base

    Scenario: An intruder finds no tools
      Given the submission's images
      When the layers of its images are read
      Then what the layers hold is Alpine, or has neither shell nor package manager

  @G4.3
  Rule: Every service tells the truth about its health

  @G4.4
  Rule: Services listen on the standard ports

    Scenario: An image says where it is spoken to
      Given the submission's images
      When the layers of its images are read
      Then every port that an image exposes is 80, 443 or 8080
