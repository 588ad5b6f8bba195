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

    Scenario: A check that cries wolf takes good containers away
      Given the submission at work
      When health checks are asked while all works, while the database is gone and while the process is stopped
      Then the image's health check passes when the service works

    Scenario: Nobody is sent to a replica that cannot serve
      Given the submission at work
      When health checks are asked while all works, while the database is gone and while the process is stopped
      Then readiness turns red when the database is gone and green when it is back

    Scenario: An outage of the database does not restart the application
      Given the submission at work
      When health checks are asked while all works, while the database is gone and while the process is stopped
      Then a liveness route stays green while only the database is gone

    Scenario: A hung service is seen to hang
      Given the submission at work
      When health checks are asked while all works, while the database is gone and while the process is stopped
      Then the image's health check notices a process that no longer answers

  @G4.4
  Rule: Services listen on the standard ports

    Scenario: An image says where it is spoken to
      Given the submission's images
      When the layers of its images are read
      Then every port that an image exposes is 80, 443 or 8080

    Scenario: A service listens where everyone expects it
      Given the submission at work
      When the whole application is started
      Then every port that a service listens on is 80, 443 or 8080
