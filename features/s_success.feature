Feature: S · Success criteria

  @S1
  Rule: The submission runs on Minikube

    Scenario: The whole of it runs where it was meant to run
      Then whatever proves it elsewhere holds

  @S2
  Rule: Every service runs in a container

    Scenario: The services do their part
      Given the submission at work
      Then whatever proves it elsewhere holds

  @S3
  Rule: Statelessness is verified

    Scenario: Any replica can be lost
      Given the submission at work
      Then whatever proves it elsewhere holds

  @S4
  Rule: Security compliance is validated

    Scenario: Configuration and access hold what they promise
      Given the submission at work
      Then whatever proves it elsewhere holds

  @S5
  Rule: Performance is measured against a stated budget

    Scenario: Users do not wait
      Given the submission at work
      When requests arrive at the rate of the budget
      Then latency and throughput are within the stated budget, or the default one

  @S6
  Rule: The work followed its specifications

    Scenario: The chain of specifications was kept
      Given the submission's checkout
      Then whatever proves it elsewhere holds

  @S7
  Rule: Delivery is automated

    Scenario: The pipeline delivers what it promises
      Given the submission at work
      Then whatever proves it elsewhere holds

  @S8
  Rule: The documentation is complete and works

    Scenario: A newcomer finds what is needed
      Given the submission's checkout
      Then README and runbook cover start, configuration, tests, deployment and trouble

    Scenario: A guide can be followed
      Given the submission's checkout
      Then every command in the guides finds the files it names

  @S9
  Rule: Knowledge has been passed on

    Scenario: Knowledge outlives the one who had it
      Given the submission's checkout
      Then a dated and signed document says that knowledge was passed on

  @S10
  Rule: Operations have taken over

    Scenario: Somebody feels responsible at night
      Given the submission's checkout
      Then a dated and signed document says that operations took over

  @S11
  Rule: Throughput grows with replicas

    Scenario: A second replica is worth its money
      Given the submission on a cluster
      Then more replicas serve more requests per second

  @S12
  Rule: Faults cost few requests

    Scenario: A fault that is over costs nothing
      Given the submission at work
      When clients write while containers, connections and the database fail
      Then requests succeed again within two seconds of the end of each fault

  @S13
  Rule: Resources match the work done

    Scenario: What is paid for is used
      Then whatever proves it elsewhere holds

  @S14
  Rule: The system can be maintained

    Scenario: The next change is no guess
      Given the submission's checkout
      Then a linter is set up, tests assert and a README explains

  @S15
  Rule: The system can be extended by configuration

    Scenario: What can be redirected can be replaced
      Given the submission at work
      Then whatever proves it elsewhere holds

    Scenario: The next model needs no release
      Given the submission's checkout
      Then model and database are named by configuration, so that either can be changed without a build
