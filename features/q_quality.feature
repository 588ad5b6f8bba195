Feature: Q · Quality assurance

  @Q1.1
  Rule: Every service has unit tests

  @Q1.2
  Rule: Communication between services has integration tests

  @Q1.3
  Rule: User workflows have end-to-end tests

  @Q1.4
  Rule: Performance has tests

  @Q2.1
  Rule: Images are free of known vulnerabilities

  @Q2.2
  Rule: Dependencies are locked and checked

  @Q2.3
  Rule: The network lets through what it must and no more

  @Q2.4
  Rule: Access is controlled
