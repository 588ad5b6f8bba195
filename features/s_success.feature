Feature: S · Success criteria

  @S1
  Rule: The submission runs on Minikube

  @S2
  Rule: Every service runs in a container

  @S3
  Rule: Statelessness is verified

  @S4
  Rule: Security compliance is validated

  @S5
  Rule: Performance is measured against a stated budget

  @S6
  Rule: The work followed its specifications

  @S7
  Rule: Delivery is automated

  @S8
  Rule: The documentation is complete and works

  @S9
  Rule: Knowledge has been passed on

  @S10
  Rule: Operations have taken over

  @S11
  Rule: Throughput grows with replicas

  @S12
  Rule: Faults cost few requests

  @S13
  Rule: Resources match the work done

  @S14
  Rule: The system can be maintained

  @S15
  Rule: The system can be extended by configuration
