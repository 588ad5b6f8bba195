Feature: G4 · Container standards

  @G4.1
  Rule: Images are built in several stages

    Scenario: What built the image is not shipped with it
      Given the submission's images
      When the layers of its images are read
      Then no compiler is left in a final image
      And no package manager's cache is left in a final image
      And no package that only development needs is left in a final image

    Scenario: A Dockerfile ships its result and not its workshop
      Given the submission's checkout
      Then the final stage of every Dockerfile copies from a build stage

  @G4.2
  Rule: Images stand on a lightweight base

    Scenario: An intruder finds no tools
      Given the submission's images
      When the layers of its images are read
      Then what the layers hold is Alpine, or has neither shell nor package manager

    Scenario: The base is chosen to be small
      Given the submission's checkout
      Then the base that every final stage names is Alpine or distroless

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
    Scenario: A service that hangs is noticed
      Given the submission's checkout
      Then every image, or its compose service, declares a health check
      And every health check uses a tool that its image has, asks a route that is served and minds the answer
    Scenario: Kubernetes can tell a pod that works from one that does not
      Given the submission's checkout
      Then every workload of the application has a liveness and a readiness probe
      And every probe asks a port that its container declares

    Scenario: What is proven elsewhere counts here
      Given the submission on a cluster
      Then whatever proves it elsewhere holds

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
    Scenario: Everyone knows where a service is spoken to
      Given the submission's checkout
      Then every Dockerfile of a service that is spoken to exposes 80, 443 or 8080 and no other port
      And a service's command listens on a port that its image exposes
    Scenario: A port is where everybody looks for it
      Given the submission's checkout
      Then every port that the application's pods declare, or a service sends to, is 80, 443 or 8080
