Feature: P · Deployment pipeline

  @P1.1
  Rule: The pipeline builds images in several stages

    Scenario: The pipeline ships what it built, not what it built it with
      Then whatever proves it elsewhere holds

  @P1.2
  Rule: The pipeline runs the tests before it builds

    Scenario: A broken image is never built
      Given the submission's checkout
      Then the workflow runs the tests before it builds images

  @P1.3
  Rule: Images carry a version tag and can be pushed to a registry

    Scenario: An image keeps what it was tested as
      Given the submission's checkout
      Then the workflow pushes images under a version

    Scenario: What was built here runs anywhere
      Given the submission's images
      When every image is built from a clean copy of the checkout
      Then every image goes to a registry and comes back by its digest
    Scenario: What is deployed can be named tomorrow
      Given the submission's checkout
      Then every image that is deployed has a version tag or a digest

  @P2.1
  Rule: The infrastructure is provisioned unattended

    Scenario: What is proven elsewhere counts here
      Given the submission on a cluster
      Then whatever proves it elsewhere holds

  @P2.2
  Rule: The services are deployed unattended

    Scenario: Anybody can deploy it, at any hour
      Given the submission on a cluster
      Then from nothing, the declared commands alone bring the application to a cluster, and nobody types anything

    Scenario: What is proven elsewhere counts here
      Given the submission's checkout
      Then whatever proves it elsewhere holds

  @P2.3
  Rule: A deployment is checked for health

    Scenario: What is deployed serves
      Given the submission on a cluster
      Then after the deployment every workload is available and the application answers through its service

  @P3.1
  Rule: Health is watched while the system runs

    Scenario: Traffic goes where it is answered
      Given the submission on a cluster
      Then in the cluster readiness goes red when the database is cut and green again, and liveness restarts nothing for it

    Scenario: What is proven elsewhere counts here
      Given the submission's checkout
      Then whatever proves it elsewhere holds

  @P3.2
  Rule: Resources are watched while the system runs

    Scenario: One container grows and dies alone
      Given the submission on a cluster
      Then past its memory limit only the container that grew dies

    Scenario: What is proven elsewhere counts here
      Given the submission's checkout
      Then whatever proves it elsewhere holds

  @P3.3
  Rule: Replicas follow the load

    Scenario: The autoscaler can do something
      Given the submission's checkout
      Then an autoscaler is switched on, its target exists, and its target requests what is measured

    Scenario: A busy evening brings more pods
      Given the submission on a cluster
      Then under load replicas are added, and taken away again after it
